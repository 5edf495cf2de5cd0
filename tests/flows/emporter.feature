# language: fr
Fonctionnalité: Emporter son carnet
  Une seule copie de tout : les documents tels qu’ils sont arrivés, le reste en pages à lire et en données, et de quoi tout vérifier.

  Scénario: Camille emporte son carnet, l’ouvre, et vérifie chaque fichier
    Étant donné une démonstration toute neuve
    Et que je suis connectée comme "camille.martin"
    Quand j’ouvre "/dossier"
    Et que j’ajoute le document "analyse 🩺.pdf"
    Alors le document "analyse 🩺.pdf" est ajouté
    Quand j’ouvre "/parametres"
    Et que je clique sur "Emporter mon carnet"
    Alors le titre est "Emporter mon carnet"
    Quand je remplis "Votre mot de passe" avec "Demo-Sante-2026!"
    Et que je clique sur "Préparer la copie"
    Alors je vois "La copie est prête"
    Quand je télécharge avec "Télécharger la copie"
    Alors le fichier téléchargé s’appelle "carnet-camille-martin-2026-11-26.zip"
    Et chaque fichier de la copie a l’empreinte que dit le manifeste
    Et la copie contient exactement le document "analyse 🩺.pdf"
    Et la copie contient les fichiers "index.html profil.html prevention.json agenda.ics messages.html commandes.html historique.csv"
    Quand j’ouvre "/historique"
    Alors je vois "Copie de tout le carnet demandée"
    Et je vois "Copie de tout le carnet téléchargée"
    Quand j’ouvre "/parametres/emporter"
    Et que je clique sur "Détruire la copie"
    Alors je vois "La copie est détruite."
    Et je vois "Préparer la copie"

  Scénario: Le carnet de Léo, protégé par un mot de passe, sur un petit téléphone
    Étant donné une démonstration toute neuve
    Et que je tiens un petit téléphone
    Et que je suis connectée comme "camille.martin"
    Quand j’ouvre "/parametres/emporter"
    Et que je clique sur "Léo Martin"
    Alors je vois "Copie du carnet de Léo Martin"
    Quand je clique sur "Protéger la copie par un mot de passe"
    Et que je remplis "Mot de passe de la copie" avec "moules"
    Et que je remplis "Votre mot de passe" avec "Demo-Sante-2026!"
    Et que je clique sur "Préparer la copie"
    Alors le champ "Mot de passe de la copie" dit "Il faut au moins 12 caractères. Quatre mots sans lien entre eux conviennent très bien."
    Quand je remplis "Mot de passe de la copie" avec "quatre moules jaunes au vent"
    Et que je remplis "Encore une fois" avec "quatre moules jaunes"
    Et que je remplis "Votre mot de passe" avec "Demo-Sante-2026!"
    Et que je clique sur "Préparer la copie"
    Alors le champ "Encore une fois" dit "Ce n’est pas le même mot de passe."
    Quand je remplis "Encore une fois" avec "quatre moules jaunes au vent"
    Et que je clique sur "Préparer la copie"
    Alors je vois "La copie est prête"
    Et la page tient dans la largeur
    Et rien ne se touche du doigt sur moins de 44 points
    Quand je télécharge avec "Télécharger la copie"
    Alors le fichier téléchargé s’appelle "carnet-leo-martin-2026-11-26.zip.age"
    Et la copie s’ouvre avec le mot de passe "quatre moules jaunes au vent"
    Et chaque fichier de la copie a l’empreinte que dit le manifeste

  Scénario: La copie n’est que pour la session qui l’a demandée
    Étant donné une démonstration toute neuve
    Et que je suis connectée comme "awa.diallo"
    Et que j’ouvre "/parametres/emporter"
    Et que je remplis "Votre mot de passe" avec "Demo-Sante-2026!"
    Et que je clique sur "Préparer la copie"
    Et que je vois "La copie est prête"
    Quand je prends un autre appareil
    Et que je suis connectée comme "awa.diallo"
    Et que j’ouvre "/parametres/emporter"
    Alors je vois "depuis une autre session"
    Et je ne vois pas "Télécharger la copie"
    Quand je clique sur "Détruire la copie"
    Et que je reviens au premier appareil
    Et que je recharge la page
    Alors je ne vois pas "Télécharger la copie"

  Scénario: En anglais, depuis la page qui ferme le compte
    Étant donné une démonstration toute neuve
    Et que je suis connectée comme "awa.diallo"
    Et que je lis Carnet en anglais
    Quand j’ouvre "/parametres/fermer"
    Et que je clique sur "Take my record along"
    Alors le titre est "Take my record along"
    Quand je remplis "Your password" avec "Demo-Sante-2026!"
    Et que je clique sur "Make the copy"
    Alors je vois "The copy is ready"

  Scénario: La copie est reprise dans un autre Carnet, qui dit d’où vient ce qu’elle apporte
    Étant donné une démonstration toute neuve
    Et que je suis connectée comme "awa.diallo"
    Et que j’ouvre "/profil"
    Et que je clique sur "Ajouter une allergie"
    Et que je remplis "À quoi" avec "Pénicilline"
    Et que je clique sur "Enregistrer"
    Et que je vois "C’est enregistré."
    Et que j’ouvre "/dossier"
    Et que j’ajoute le document "analyse 🩺.pdf"
    Et que le document "analyse 🩺.pdf" est ajouté
    Quand j’ouvre "/parametres/emporter"
    Et que je remplis "Votre mot de passe" avec "Demo-Sante-2026!"
    Et que je clique sur "Préparer la copie"
    Alors je vois "La copie est prête"
    Quand je télécharge avec "Télécharger la copie"
    Étant donné une démonstration toute neuve
    Quand l’exploitant reprend la copie dans le dossier de "awa.diallo"
    Alors la commande répond "Documents repris : 1. Déjà dans le dossier : 1. Refusés : 0."
    Et la commande répond "Profil médical, lignes reprises : 1."
    Quand je prends un autre appareil
    Et que je suis connectée comme "awa.diallo"
    Et que j’ouvre "/profil"
    Alors je vois "Pénicilline"
    Et je vois "Repris d’un autre Carnet, 26 novembre 2026"
    Quand j’ouvre "/dossier?auteur=reprise"
    Alors je vois "1 document trouvé"
    Et je vois "Repris d’un autre Carnet"
    Quand je clique sur "analyse 🩺"
    Alors le titre est "analyse 🩺"
    Quand je télécharge avec "Télécharger"
    Alors le fichier téléchargé est exactement "analyse 🩺.pdf"
    Quand j’ouvre "/historique"
    Alors je vois "Documents repris d’un autre Carnet : 1"
