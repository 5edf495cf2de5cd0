# language: fr
Fonctionnalité: L’agenda
  Noter ses rendez-vous et ceux de ses enfants, les déplacer, les annuler, les retrouver dans d’autres calendriers.

  Contexte:
    Étant donné une démonstration toute neuve

  Scénario: Ajouter un rendez-vous avec un document à apporter, puis le retrouver
    Étant donné que je suis connectée comme "camille.martin"
    Quand j’ouvre "/agenda"
    Et que je clique sur "Ajouter un rendez-vous"
    Alors le titre est "Nouveau rendez-vous"
    Quand je remplis "Motif" avec "Bilan de rentrée"
    Et que je remplis "Avec qui" avec "Dr Anne Moreau"
    Et que je remplis le jour "Jour" avec le jour qu’il sera dans 20 jours
    Et que je remplis "Heure" avec "10 h"
    Et que je clique sur "Choisir dans le dossier"
    Et que je clique sur "Apporter Bilan sanguin"
    Alors je vois "Retirer"
    Quand je clique sur "Enregistrer"
    Alors le titre est "Agenda"
    Et je vois "Bilan de rentrée"
    Et je vois "1 document à apporter"
    Quand je clique sur "Bilan de rentrée"
    Alors le titre est "Bilan de rentrée"
    Et je vois "Bilan sanguin"
    Et l’adresse contient "rendezvous="
    Quand je reviens en arrière
    Alors le titre est "Agenda"

  Scénario: Rien de ce qui est tapé n’est perdu quand une réponse est à revoir
    Étant donné que je suis connectée comme "awa.diallo"
    Quand j’ouvre "/agenda?ajouter=1"
    Et que je remplis "Motif" avec "Dentiste"
    Et que je remplis "Jour" avec "38/12/2026"
    Et que je remplis "Heure" avec "9h30"
    Et que je clique sur "Enregistrer"
    Alors le champ "Jour" dit "Cette date n’existe pas. Écrivez-la comme 26/11/2026."
    Et le curseur est dans "Jour"
    Et le champ "Motif" contient "Dentiste"

  Scénario: Un rendez-vous passé se note, et la liste dit où il est
    Étant donné que je suis connectée comme "awa.diallo"
    Quand j’ouvre "/agenda?ajouter=1"
    Et que je remplis "Motif" avec "Radio du poignet"
    Et que je remplis "Jour" avec "15/01/2026"
    Et que je remplis "Heure" avec "9 h"
    Et que je clique sur "Enregistrer"
    Alors je vois "Le rendez-vous ajouté est passé"
    Quand je clique sur "Voir les rendez-vous passés"
    Alors le rendez-vous "Radio du poignet" est dans la liste
    Et je ne vois pas "Le rendez-vous ajouté est passé"

  Scénario: Le mois montre ce qui est à prévoir, et pour qui
    Étant donné que je suis connectée comme "camille.martin"
    Quand j’ouvre le mois où commence un acte à prévoir pour "Inès"
    Alors le mois montre en creux ce qui est à prévoir pour "Inès"
    Quand j’ouvre le jour de cet acte
    Alors je vois "Pour Inès"
    Et je vois "À prévoir"

  Scénario: Déplacer un rendez-vous, l’annuler, se raviser
    Étant donné que je suis connectée comme "camille.martin"
    Quand j’ouvre "/agenda"
    Et que j’ouvre le rendez-vous "Contrôle annuel"
    Et que je clique sur "Modifier"
    Et que je remplis "Heure" avec "14 h"
    Et que je remplis "Fin" avec ""
    Et que je clique sur "Enregistrer"
    Alors le titre est "Contrôle annuel"
    Et je vois "14 h 00 – 14 h 30"
    Quand je clique sur "Annuler ce rendez-vous"
    Alors je vois "« Contrôle annuel » est annulé."
    Et le rendez-vous "Contrôle annuel" n’est pas dans la liste
    Quand je clique sur "Rétablir"
    Alors le rendez-vous "Contrôle annuel" est dans la liste

  Scénario: Annuler une seule séance d’un traitement
    Étant donné que je suis connecté comme "paul.durand"
    Quand j’ouvre "/agenda"
    Et que je retiens combien de fois "Kinésithérapie du genou" est dans la liste
    Et que j’ouvre le rendez-vous "Kinésithérapie du genou"
    Et que je clique sur "Annuler ce rendez-vous"
    Alors je vois "Que faut-il annuler ?"
    Quand je clique sur "Ce rendez-vous seulement"
    Alors je vois "« Kinésithérapie du genou » est annulé."
    Et le premier rendez-vous "Kinésithérapie du genou" n’est plus le même

  Scénario: Une série avec une séance déplacée
    Étant donné que je suis connectée comme "awa.diallo"
    Quand j’ouvre "/agenda?ajouter=1"
    Et que je remplis "Motif" avec "Kiné"
    Et que je remplis le jour "Jour" avec le jour qu’il sera dans 30 jours
    Et que je remplis "Heure" avec "9 h 30"
    Et que je choisis "Toutes les semaines" dans "Répétition"
    Et que je remplis "Ou un nombre de fois" avec "4"
    Et que je clique sur "Enregistrer"
    Alors le rendez-vous "Kiné" est 4 fois dans la liste
    Quand j’ouvre le rendez-vous "Kiné"
    Et que je clique sur "Modifier"
    Et que je remplis "Heure" avec "16 h"
    Et que je remplis "Fin" avec ""
    Et que je clique sur "Enregistrer"
    Alors je vois "16 h 00 – 16 h 30"
    Quand j’ouvre "/agenda"
    Alors le rendez-vous "Kiné" est 4 fois dans la liste
    Et je vois "16 h 00 – 16 h 30"
    Et je vois "9 h 30 – 10 h 00"

  Scénario: Deux rendez-vous en même temps sont dits avant d’être gardés
    Étant donné que je suis connectée comme "awa.diallo"
    Quand j’ajoute le rendez-vous "Dentiste" dans 15 jours à "9 h 30"
    Et que j’ajoute le rendez-vous "Kiné" dans 15 jours à "9 h 45"
    Alors je vois "À ce moment-là, il y a déjà :"
    Et je vois "Dentiste"
    Quand je clique sur "Garder quand même"
    Alors le titre est "Agenda"
    Et je vois "En même temps qu’un autre"

  Scénario: Un rendez-vous pour un enfant, vu avec toute la famille
    Étant donné que je suis connectée comme "camille.martin"
    Quand j’ouvre "/agenda?ajouter=1"
    Et que je choisis "Léo Martin" dans "Pour"
    Et que je remplis "Motif" avec "Orthophoniste"
    Et que je remplis le jour "Jour" avec le jour qu’il sera dans 10 jours
    Et que je remplis "Heure" avec "17 h"
    Et que je clique sur "Enregistrer"
    Alors la liste "Dossier de" montre "Léo Martin"
    Et le rendez-vous "Orthophoniste" est dans la liste
    Quand je clique sur "Toute la famille"
    Alors l’adresse est "/agenda?qui=famille"
    Et je vois "Pour Inès"
    Et je vois "Pour Camille"
    Quand j’ouvre "/accueil"
    Alors je vois "Vaccins et examen"
    Et je vois "Orthophoniste"

  Scénario: Le mois a son adresse, et un jour s’ouvre
    Étant donné que je suis connectée comme "awa.diallo"
    Et que j’ajoute le rendez-vous "Dentiste" dans 15 jours à "9 h 30"
    Quand j’ouvre le mois qu’il sera dans 15 jours
    Et que j’ouvre le jour qu’il sera dans 15 jours
    Alors je vois "Dentiste"
    Et l’adresse contient "jour="
    Quand je recharge la page
    Alors je vois "Ajouter ce jour-là"
    Et je tiens un téléphone
    Et la page tient dans la largeur

  Scénario: Reprendre une confirmation reçue par e-mail, deux fois
    Étant donné que je suis connectée comme "awa.diallo"
    Quand j’ouvre "/agenda?vue=calendriers"
    Et que je donne la confirmation d’un rendez-vous pris en ligne
    Alors le titre est "Reprendre un fichier de calendrier"
    Et je vois "Consultation de suivi"
    Et je vois "Rien n’a encore changé dans l’agenda."
    Quand je clique sur "Ajouter 1 rendez-vous"
    Alors je vois "1 rendez-vous est ajouté à l’agenda."
    Quand j’ouvre "/agenda?vue=calendriers"
    Et que je donne la confirmation d’un rendez-vous pris en ligne
    Alors je vois "Déjà dans l’agenda"
    Quand je clique sur "Ne rien reprendre"
    Alors l’adresse est "/agenda"

  Scénario: Une annulation reçue par e-mail dit qu’elle annule, et l’ancienne invitation ne la défait pas
    Étant donné que je suis connectée comme "awa.diallo"
    Quand j’ouvre "/agenda?vue=calendriers"
    Et que je donne la confirmation d’un rendez-vous pris en ligne
    Et que je clique sur "Ajouter 1 rendez-vous"
    Alors je vois "1 rendez-vous est ajouté à l’agenda."
    Quand j’ouvre "/agenda?vue=calendriers"
    Et que je donne l’annulation de ce rendez-vous
    Alors je vois "1 rendez-vous à annuler"
    Quand je clique sur "Annuler 1 rendez-vous"
    Alors je vois "1 rendez-vous est annulé."
    Et le rendez-vous "Consultation de suivi" n’est pas dans la liste
    Quand j’ouvre "/agenda?vue=calendriers"
    Et que je donne la confirmation d’un rendez-vous pris en ligne
    Alors je vois "cette version est plus ancienne que l’annulation."
    Et je vois "Rien à reprendre"

  Scénario: Un fichier qui n’est pas un calendrier est refusé en disant quoi faire
    Étant donné que je suis connectée comme "awa.diallo"
    Quand j’ouvre "/agenda?vue=calendriers"
    Et que je donne le fichier de calendrier "facture.ics", qui est "un PDF"
    Alors je vois "Ce n’est pas un fichier de calendrier."

  Scénario: S’abonner depuis un autre calendrier, puis révoquer l’adresse
    Étant donné que je suis connectée comme "camille.martin"
    Quand j’ouvre "/agenda?vue=calendriers"
    Et que je choisis "Inès Martin" dans "Agenda de"
    Et que je clique sur "Créer une adresse"
    Alors je vois "Elle ne sera plus montrée."
    Et un calendrier abonné à cette adresse montre "Vaccins et examen"
    Quand je clique sur "Révoquer"
    Alors je vois "L’adresse ne donne plus rien."
    Et un calendrier abonné à cette adresse ne reçoit plus rien

  Scénario: La frise d’un tout-petit montre une année, celle d’un adulte une vie
    Étant donné que je suis connectée comme "camille.martin"
    Quand je choisis "Inès Martin" dans "Dossier de"
    Et que j’ouvre "/agenda"
    Alors la frise montre "1 an"
    Quand je clique sur "La vie"
    Alors la frise montre "La vie"
    Quand je choisis "Camille Martin" dans "Dossier de"
    Et que j’ouvre "/agenda"
    Alors la frise montre "La vie"

  Scénario: Parcourir la frise au clavier et la lire en liste
    Étant donné que je suis connecté comme "paul.durand"
    Quand j’ouvre "/agenda"
    Alors la frise dit "Kinésithérapie du genou"
    Quand je vais au début de la frise
    Alors la frise dit "documents"
    Quand je clique sur "Voir en liste"
    Alors je vois "Fermer la liste"
    Quand j’appuie sur "g"
    Et que j’appuie sur "c"
    Alors le titre est "Accueil"
    Quand j’appuie sur "g"
    Et que j’appuie sur "a"
    Alors le titre est "Agenda"
