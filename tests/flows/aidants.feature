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
    Quand je clique sur "voir les documents"
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
    Et que je clique sur "Attestation d’aide d’Awa Diallo à Paul Durand"
    Alors je vois "Établi par Carnet"
    Et je ne vois pas "Modifier"
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
    Et que je clique sur "ajouter des documents"
    Et que je clique sur "Envoyer l’invitation"
    Alors je vois "L’invitation est partie."
    Et je vois "sans réponse pour l’instant"
    Et la page tient dans la largeur
    Et rien ne se touche du doigt sur moins de 44 points
    Quand je clique sur "Retirer l’invitation"
    Alors je vois "Personne ne vous aide pour l’instant."
