# language: fr
Fonctionnalité: Le carnet de vaccination
  Une injection notée ici avance le calendrier, et ce que le calendrier sait déjà est ici.

  Scénario: Noter le rappel d’un enfant, répondre à la question, le retrouver au calendrier, le reprendre
    Étant donné une démonstration toute neuve
    Et que je suis connectée comme "camille.martin"
    Et que je tiens un téléphone
    Quand j’ouvre "/profil/vaccinations"
    Et que je choisis "Léo Martin" dans "Dossier de"
    Alors je vois "Hexyon"
    Et la page tient dans la largeur
    Et la page est accessible
    Quand je remplis "Vaccin" avec "revaxis"
    Et que je remplis le jour "Date" avec hier
    Et que je clique sur "Enregistrer"
    Alors je vois "cochez ce pour quoi cette injection compte"
    Quand je remplis "Vaccin" avec "infanrix tetra"
    Et que je clique sur "Oui, enregistrer"
    Alors je vois "Vaccination notée."
    Et je vois "Au calendrier : Rappel diphtérie, tétanos, coqueluche, polio (DTCaP) à 6 ans"
    Quand j’ouvre "/agenda?vue=prevoir&voir=fait"
    Alors je vois "Infanrix Tetra"

  Scénario: Compléter ce que le calendrier savait, le retirer et le reprendre
    Étant donné une démonstration toute neuve
    Et que je suis connectée comme "camille.martin"
    Quand j’ouvre "/profil/vaccinations"
    Et que je clique sur "Modifier : Rappel diphtérie, tétanos, coqueluche, polio (dTcaP) à 25 ans"
    Alors je vois "Compléter ou corriger une vaccination"
    Quand je remplis "Vaccin" avec "Repevax"
    Et que je remplis "Numéro de lot" avec "R25"
    Et que je clique sur "Enregistrer"
    Alors je vois "C’est enregistré, et le calendrier en tient compte."
    Et je vois "Lot R25"
    Et je ne vois pas "À compléter"
    Quand je clique sur "Retirer : Repevax"
    Alors je vois "Vaccination retirée, du calendrier aussi."
    Quand je clique sur "Annuler"
    Alors je vois "C’est annulé."
    Et je vois "Repevax"
