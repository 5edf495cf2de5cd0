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
    Et je vois "sortes de nouvelles : toutes dans Carnet et par e-mail, aucun appareil choisi."
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
    Étant donné une démonstration toute neuve
    Et que je suis connectée comme "pharmacie.lilas"
    Quand je clique sur "Notifications"
    Alors le titre est "Notifications"
    Et je vois "Rien pour le moment"
    Quand j’ouvre "/parametres"
    Alors je vois "Heures calmes"
    Et je ne vois pas "Rappels avant un rendez-vous"

  Scénario: Deux genres sans e-mail et des heures calmes : tout est dans Carnet, le seul e-mail attend qu’elles finissent
    Étant donné une démonstration toute neuve
    Et que je suis connecté comme "paul.durand"
    Quand j’ouvre "/parametres"
    Et que je clique sur "sortes de nouvelles"
    Et que je clique sur "Par e-mail" pour "Documents"
    Alors l’état dit "Documents, par e-mail : non"
    Quand je clique sur "Par e-mail" pour "Commandes à la pharmacie"
    Alors l’état dit "Commandes à la pharmacie, par e-mail : non"
    Et je vois "sortes de nouvelles : toutes dans Carnet, 7 par e-mail, aucun appareil choisi."
    Quand je clique sur "Ni e-mail ni notification d’appareil entre deux heures"
    Alors l’état dit "Les heures calmes sont en place."
    Quand je choisis "09:00" dans "De"
    Et que je choisis "12:00" dans "À"
    Et que je clique sur "Enregistrer"
    Alors l’état dit "Vos heures calmes sont enregistrées."
    Quand je compte les e-mails de "paul.durand"
    Et que je prends l’autre appareil, au cabinet
    Et que je suis connecté comme "chu.valbois"
    Et que j’ouvre "/pro/envoyer"
    Et que je choisis d’envoyer "Bilan sanguin.pdf"
    Et que je remplis les traits de "paul.durand" au nom de "Paul" "Durand"
    Et que je clique sur "Envoyer"
    Alors l’état dit "1 document est parti."
    Et je vois "Remis au dossier"
    Quand j’ouvre "/pro"
    Et que je clique sur "Hospitalisation de jour"
    Et que je remplis "Votre réponse" avec "Venez à 9 h."
    Et que je clique sur "Envoyer"
    Alors l’état dit "Message envoyé."
    Quand je reviens au premier appareil
    Et que j’ouvre "/notifications"
    Alors je vois "Un message vous attend dans Carnet."
    Et je vois "Un document vient d’être déposé dans le dossier"
    Et aucun e-mail n’est parti pour "paul.durand" depuis
    Quand 3 heures passent
    Alors un seul e-mail part pour "paul.durand", le "26 novembre 2026 à 13 h"
