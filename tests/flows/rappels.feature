# language: fr
Fonctionnalité: Être prévenu à temps
  Ce qui vient pour un enfant, un vaccin noté, un rendez-vous pris, et le rappel qui arrive une fois, partout où on l’attend.

  Scénario: Du calendrier d’un nourrisson au rappel chez la pédiatre
    Étant donné une démonstration toute neuve
    Et que je suis connectée comme "camille.martin"
    Alors je vois "Inès : Vaccin hexavalent, dose 1"
    Quand je choisis "Inès Martin" dans "Dossier de"
    Et que j’ouvre "/agenda?vue=prevoir"
    Et que je clique sur "C’est fait : Rotavirus, dose 1"
    Et que je note le vaccin comme fait hier
    Alors je vois "est noté comme fait."
    Quand je clique sur "J’ai pris rendez-vous : Examen du 3e mois"
    Alors l’adresse contient "regle=cx-m03"
    Et le champ "Motif" contient "Examen du 3e mois"
    Quand je remplis le jour "Jour" avec le jour qu’il sera dans 19 jours
    Et que je remplis "Heure" avec "9 h 30"
    Et que je clique sur "Enregistrer"
    Alors je vois "Le rendez-vous est dans l’agenda."
    Quand j’ouvre "/agenda?vue=prevoir"
    Alors je vois "Rendez-vous pris"
    Quand 13 jours passent
    Et que je suis connectée comme "camille.martin"
    Alors "Inès : Examen du 3e mois" est une seule fois dans les notifications
    Et chaque nouvelle est partie une fois par e-mail et une fois sur les appareils
