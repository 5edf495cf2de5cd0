# language: fr
Fonctionnalité: Les notifications
  Savoir ce qui est nouveau, et choisir comment et quand on l’apprend.

  Scénario: La liste, et le chemin vers les choix
    Étant donné une démonstration toute neuve
    Et que je suis connectée comme "awa.diallo"
    Quand je clique sur "Notifications"
    Alors l’adresse est "/notifications"
    Et le titre est "Notifications"
    Et je vois "Un message sur vos vaccins vous attend."
    Et la page est accessible
    Quand je clique sur "Choisir ce que je reçois"
    Alors l’adresse est "/parametres"
    Et je vois "Rappels de rendez-vous"

  Scénario: Être prévenu deux heures avant, et jamais la nuit
    Étant donné une démonstration toute neuve
    Et que je suis connectée comme "awa.diallo"
    Quand j’ouvre "/parametres"
    Alors je vois "7 jours avant"
    Quand je remplis "Nombre" avec "beaucoup"
    Et que je clique sur "Ajouter un rappel"
    Alors le champ "Nombre" dit "Choisissez un délai entre 1 minute et 60 jours."
    Quand je remplis "Nombre" avec "2"
    Et que je choisis "heures" dans "Unité"
    Et que je clique sur "Ajouter un rappel"
    Alors je vois "2 heures avant"
    Quand je clique sur "Retirer le rappel 7 jours avant"
    Alors je ne vois pas "7 jours avant"
    Quand je recharge la page
    Alors je vois "2 heures avant"
    Et je ne vois pas "7 jours avant"
    Et la page est accessible

  Scénario: Une pharmacie a la liste, pas les choix des patients
    Étant donné que je suis connectée comme "pharmacie.lilas"
    Quand je clique sur "Notifications"
    Alors le titre est "Notifications"
    Et je vois "Rien pour le moment"
    Quand j’ouvre "/parametres"
    Alors je ne vois pas "Heures calmes"
