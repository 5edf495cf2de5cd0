# language: fr
Fonctionnalité: Les aidants
  Un adulte laisse une personne de confiance agir pour lui, dans ce qu’il choisit, jusqu’au jour qu’il choisit.

  Scénario: Paul se fait aider par Awa pour ses documents, puis y met fin
    Étant donné une démonstration toute neuve
    Et que je suis connecté comme "paul.durand"
    Quand j’ouvre "/parametres"
    Et que je clique sur "Voir mes aidants"
    Et que je remplis "Identifiant Carnet de cette personne" avec "awa.diallo"
    Et que je remplis "Sa date de naissance" avec "26/10/2002"
    Et que je clique sur "Envoyer l’invitation"
    Alors je vois "Choisissez au moins une chose que cette personne pourra faire."
    Quand je clique sur "Voir les documents"
    Et que je clique sur "Envoyer l’invitation"
    Alors je vois "L’invitation est partie."
    Et je vois "sans réponse pour l’instant"
    Quand je prends un autre appareil
    Et que je suis connectée comme "awa.diallo"
    Et que j’ouvre "/parametres/aidants"
    Alors je vois "Paul Durand vous propose de l’aider"
    Quand je clique sur "Accepter"
    Alors je vois "Vous pouvez maintenant l’aider"
    Quand je télécharge avec "Attestation"
    Alors le fichier téléchargé n’est pas vide
    Quand je choisis "Paul Durand (aidant)" dans "Dossier de"
    Alors l’adresse est "/dossier"
    Et je vois "120 documents"
    Quand je reviens au premier appareil
    Alors je vois "Vous aide depuis le"
    Quand j’ouvre "/historique"
    Alors je vois "Awa Diallo peut aider Paul Durand"
    Et je vois "Liste des documents consultée"
    Et je vois "pour Paul Durand"
    Quand j’ouvre "/dossier?q=attestation"
    Et que j’ouvre le document dont le titre commence par "Attestation d’aide d’Awa Diallo à Paul Durand"
    Alors je vois "Établi par Carnet"
    Et je ne vois pas "Modifier"
    Quand je clique sur "Ne plus le garder pour moi"
    Alors je vois "Ce document n’est plus gardé pour vous."
    Quand je clique sur "Garder pour moi"
    Alors je vois "Ni vos aidants ni les professionnels ne le voient"
    Quand j’ouvre "/parametres/aidants"
    Et que je clique sur "Mettre fin"
    Alors je vois "Personne ne vous aide pour l’instant."
    Quand je prends un autre appareil
    Alors l’adresse est "/accueil"
    Et je vois "Cette aide a pris fin"
    Et la liste "Dossier de" montre "Awa Diallo"
    Quand j’ouvre "/dossier?q=attestation"
    Alors je vois "Attestation d’aide d’Awa Diallo à Paul Durand"
    Et je vois "Attestation de la fin de l’aide d’Awa Diallo à Paul Durand"

  Scénario: Rien ne dit si une personne existe
    Étant donné une démonstration toute neuve
    Et que je suis connecté comme "paul.durand"
    Et que je tiens un petit téléphone
    Quand j’ouvre "/parametres/aidants"
    Et que je remplis "Identifiant Carnet de cette personne" avec "personne.ici"
    Et que je remplis "Sa date de naissance" avec "04/09/1979"
    Et que je clique sur "Ajouter des documents"
    Et que je clique sur "Envoyer l’invitation"
    Alors je vois "L’invitation est partie."
    Et je vois "sans réponse pour l’instant"
    Et la page tient dans la largeur
    Et rien ne se touche du doigt sur moins de 44 points
    Quand je clique sur "Retirer l’invitation"
    Alors je vois "Personne ne vous aide pour l’instant."

  Scénario: Awa écrit, prend rendez-vous et annule une commande pour Paul, sans rien ouvrir d’autre
    Étant donné une démonstration toute neuve
    Et que je suis connecté comme "paul.durand"
    Et que j’ouvre "/dossier?q=hospitalisation de jour"
    Et que je clique sur "Compte rendu d’hospitalisation de jour"
    Et que le titre est "Compte rendu d’hospitalisation de jour"
    Et que je retiens l’adresse sous le nom "compte rendu"
    Et que j’ouvre "/parametres/aidants"
    Et que je remplis "Identifiant Carnet de cette personne" avec "awa.diallo"
    Et que je remplis "Sa date de naissance" avec "26/10/2002"
    Et que je clique sur "Tenir l’agenda"
    Et que je clique sur "Lire et écrire les messages"
    Et que je clique sur "S’occuper de la pharmacie"
    Et que je clique sur "Envoyer l’invitation"
    Et que je vois "L’invitation est partie."
    Quand je prends un autre appareil
    Et que je suis connectée comme "awa.diallo"
    Et que j’ouvre "/parametres/aidants"
    Et que je clique sur "Accepter"
    Et que je choisis "Paul Durand (aidant)" dans "Dossier de"
    Alors l’adresse est "/agenda"
    Quand j’ajoute le rendez-vous "Kiné de Paul" le "10/12/2026" à "9 h 30"
    Alors le rendez-vous "Kiné de Paul" est dans la liste
    Quand j’ouvre "/messages"
    Et que je clique sur "Hospitalisation de jour"
    Et que je remplis "Votre réponse" avec "J’accompagnerai Paul ce jour-là."
    Et que je clique sur "Envoyer"
    Alors l’état dit "Message envoyé."
    Quand j’ouvre "/pharmacie"
    Et que je clique sur "Pharmacie du Marché"
    Et que je clique sur "Annuler la commande"
    Alors je vois "La pharmacie perd tout de suite l’accès"
    Quand je clique sur "Annuler la commande"
    Alors la commande est "Annulée"
    Quand j’ouvre l’adresse retenue "compte rendu"
    Alors je ne vois pas "Compte rendu d’hospitalisation de jour"
    Et je vois "Vous n’aidez pas Paul Durand pour cette page : votre propre dossier est ouvert."
    Et je vois "Ce document n’est pas dans votre dossier"
    Quand j’ouvre "/historique"
    Alors je vois "Awa Diallo peut aider Paul Durand"
    Et je ne vois pas "J’accompagnerai"
    Quand je reviens au premier appareil
    Et que j’ouvre "/messages"
    Et que je clique sur "Hospitalisation de jour"
    Alors je vois "J’accompagnerai Paul ce jour-là."
    Et je vois "Awa Diallo"
    Quand j’ouvre "/agenda"
    Alors le rendez-vous "Kiné de Paul" est dans la liste
    Quand j’ouvre "/historique?qui=autres"
    Alors je vois "Message envoyé"
    Et je vois "pour Paul Durand"

  Scénario: Une aide est prolongée avant sa fin, puis finit d’elle-même
    Étant donné une démonstration toute neuve
    Et que je suis connecté comme "paul.durand"
    Et que j’ouvre "/parametres/aidants"
    Et que je remplis "Identifiant Carnet de cette personne" avec "awa.diallo"
    Et que je remplis "Sa date de naissance" avec "26/10/2002"
    Et que je clique sur "Tenir l’agenda"
    Et que je remplis "Dernier jour" avec "27/11/2026"
    Et que je clique sur "Envoyer l’invitation"
    Et que je vois "L’invitation est partie."
    Quand je prends un autre appareil
    Et que je suis connectée comme "awa.diallo"
    Et que j’ouvre "/parametres/aidants"
    Et que je clique sur "Accepter"
    Alors je vois "Jusqu’au 27 novembre 2026"
    Quand je reviens au premier appareil
    Et que je clique sur "Changer le dernier jour"
    Et que je remplis "Dernier jour" avec "28/11/2026"
    Et que je clique sur "Garder ce jour"
    Alors l’état dit "L’aide va jusqu’au nouveau jour. Une nouvelle attestation le dit, dans vos deux dossiers."
    Et je vois "Jusqu’au 28 novembre 2026"
    Quand nous sommes le "28/11/2026"
    Et il est minuit moins cinq
    Et que je prends un autre appareil
    Et que je suis connectée comme "awa.diallo"
    Et que je choisis "Paul Durand (aidant)" dans "Dossier de"
    Alors l’adresse est "/agenda"
    Et je vois "Paul Durand"
    Quand minuit passe
    Alors l’adresse est "/accueil"
    Et je vois "Cette aide a pris fin"
