# language: fr
Fonctionnalité: Fermer son compte
  À tout moment, sans raison : la page dit ce qui se passera, ce qui est en cours, et demande le mot de passe.

  Scénario: Camille ferme son compte et annule les commandes, celle de Léo aussi
    Étant donné une démonstration toute neuve
    Et que je prends l’autre appareil, à la pharmacie
    Et que je suis connectée comme "pharmacie.marche"
    Et que la commande de "Léo Martin" est dans la colonne "Prêtes"
    Et que je reviens au premier appareil
    Et que je suis connectée comme "camille.martin"
    Quand j’ouvre "/parametres"
    Et que je clique sur "Fermer mon compte"
    Alors le titre est "Fermer mon compte"
    Et je vois "Personne d’autre ne suit le carnet de Léo dans Carnet."
    Et je vois "Pour Léo"
    Quand je clique sur "Fermer mon compte"
    Alors je vois "Choisissez ce que devient cette commande."
    Et le champ "Votre mot de passe" dit "Indiquez votre mot de passe."
    Et je vois "Cochez cette case pour fermer votre compte."
    Quand je choisis "Annuler la commande" pour chaque commande
    Et que je remplis "Votre mot de passe" avec "pas le bon"
    Et que je clique sur "Oui, je veux fermer mon compte."
    Et que je clique sur "Fermer mon compte"
    Alors le champ "Votre mot de passe" dit "Ce n’est pas votre mot de passe."
    Et le champ "Votre mot de passe" contient "pas le bon"
    Et chaque commande garde "Annuler la commande"
    Quand je remplis "Votre mot de passe" avec "Demo-Sante-2026!"
    Et que je double-clique sur "Fermer mon compte"
    Alors je vois "Votre compte est fermé"
    Et l’adresse contient "/compte-ferme"
    Quand je télécharge avec "Télécharger le récépissé"
    Alors le fichier téléchargé s’appelle "recepisse-fermeture.pdf"
    Quand je reviens en arrière
    Alors je vois "Se connecter"
    Quand j’essaie de me connecter comme "camille.martin" avec le mot de passe "Demo-Sante-2026!"
    Alors je vois "Identifiant ou mot de passe incorrect."
    Quand je prends l’autre appareil, à la pharmacie
    Alors je ne vois pas "Léo Martin"
    Et je ne vois pas "Camille Martin"
    Quand j’ouvre "/notifications"
    Alors je vois "est annulée."
    Quand j’ouvre "/demo"
    Alors je vois "Votre compte Carnet est fermé"

  Scénario: Attendre une commande sur un petit téléphone, puis garder son compte
    Étant donné une démonstration toute neuve
    Et que je tiens un petit téléphone
    Et que je suis connecté comme "paul.durand"
    Quand j’ouvre "/parametres/fermer"
    Et que je choisis "Fermer le compte quand elle sera remise" pour chaque commande
    Et que je remplis "Votre mot de passe" avec "Demo-Sante-2026!"
    Et que je clique sur "Oui, je veux fermer mon compte."
    Et que je clique sur "Fermer mon compte"
    Alors je vois "Fermeture demandée le 26 novembre 2026."
    Et je ne vois pas "Votre mot de passe"
    Quand je clique sur "Changer mes choix"
    Alors chaque commande garde "Fermer le compte quand elle sera remise"
    Et la page tient dans la largeur
    Et rien ne se touche du doigt sur moins de 44 points
    Quand j’ouvre "/accueil"
    Alors je vois "Votre compte se fermera au plus tard le 26 décembre 2026."
    Quand je clique sur "Voir pourquoi, ou garder mon compte"
    Et que je clique sur "Garder mon compte"
    Alors l’état dit "Votre compte reste ouvert."
    Et je ne vois pas "Fermeture demandée"
    Quand j’ouvre "/historique"
    Alors je vois "Fermeture du compte annulée"

  Scénario: Un autre appareil apprend que le compte est fermé, et le médecin ne lit plus rien
    Étant donné une démonstration toute neuve
    Et que je prends l’autre appareil, à la pharmacie
    Et que je suis connectée comme "camille.martin"
    Et que je reviens au premier appareil
    Et que je suis connectée comme "camille.martin"
    Quand j’ouvre "/parametres/fermer"
    Alors je vois "Le garder 10 ans, puis le détruire le 26 novembre 2036"
    Et je vois "Le détruire au plus tôt, le 21 janvier 2027"
    Quand je choisis "Annuler la commande" pour chaque commande
    Et que je remplis "Votre mot de passe" avec "Demo-Sante-2026!"
    Et que je clique sur "Oui, je veux fermer mon compte."
    Et que je clique sur "Fermer mon compte"
    Alors je vois "Votre compte est fermé"
    Et je vois "Votre dossier sera détruit le 26 novembre 2036."
    Quand je prends l’autre appareil, à la pharmacie
    Alors je vois "Votre compte est fermé."
    Quand je suis connectée comme "dr.moreau"
    Et que j’ouvre "/pro"
    Alors je ne vois pas "Camille Martin"
    Quand j’ouvre "/notifications"
    Alors je vois "Dossier fermé"

  Scénario: Un autre onglet du même navigateur apprend que le compte est fermé
    Étant donné une démonstration toute neuve
    Et que je suis connectée comme "awa.diallo"
    Quand j’ouvre "/dossier"
    Et que j’ouvre "/parametres/fermer" dans un autre onglet
    Et que je remplis "Votre mot de passe" avec "Demo-Sante-2026!"
    Et que je clique sur "Oui, je veux fermer mon compte."
    Et que je clique sur "Fermer mon compte"
    Alors je vois "Votre compte est fermé"
    Quand je reviens au premier onglet
    Alors l’adresse est "/?raison=ferme"
    Et je vois "Votre compte est fermé."

  Scénario: L’exploitant rouvre un dossier fermé, une nouvelle lettre rend tout à sa personne
    Étant donné une démonstration toute neuve
    Et que je suis connectée comme "awa.diallo"
    Quand j’ouvre "/dossier"
    Et que j’ajoute le document "analyse.pdf"
    Alors le document "analyse.pdf" est ajouté
    Quand j’ouvre "/parametres/fermer"
    Alors je vois "Emportez d’abord une copie de tout."
    Quand je clique sur "Emporter mon carnet"
    Alors l’adresse est "/parametres/emporter"
    Quand j’ouvre "/parametres/fermer"
    Et que je remplis "Votre mot de passe" avec "Demo-Sante-2026!"
    Et que je clique sur "Oui, je veux fermer mon compte."
    Et que je clique sur "Fermer mon compte"
    Alors je vois "Votre dossier sera détruit le 26 novembre 2036."
    Et je retiens la référence du récépissé
    Quand j’essaie de me connecter comme "awa.diallo" avec le mot de passe "Demo-Sante-2026!"
    Alors je vois "Identifiant ou mot de passe incorrect."
    Quand l’exploitant rouvre le dossier avec la clé d’archive
    Alors la commande répond "lettre"
    Quand j’essaie de me connecter comme "awa.diallo" avec le mot de passe "Demo-Sante-2026!"
    Alors je vois "Identifiant ou mot de passe incorrect."
    Quand j’ouvre "/activation"
    Et que je recopie la lettre de "Awa Diallo"
    Et que je clique sur "Continuer"
    Alors je vois "Bonjour Awa"
    Quand je remplis "Identifiant" avec "awa.diallo"
    Et que je remplis "Adresse e-mail" avec "awa@exemple.fr"
    Et que je remplis "Mot de passe" avec "tramway violet parasol 9"
    Et que je clique sur "Ouvrir mon espace"
    Alors l’adresse est "/accueil"
    Quand j’ouvre "/dossier"
    Alors je vois "analyse"
    Quand j’ouvre "/historique"
    Alors je vois "Compte rouvert avec une lettre"
    Et je vois "Dossier fermé rouvert par l’exploitant, lettre envoyée"

  Scénario: Une destruction demandée, abandonnée pendant qu’elle attend, puis faite
    Étant donné une démonstration toute neuve
    Et que je suis connectée comme "awa.diallo"
    Quand j’ouvre "/parametres/fermer"
    Et que je clique sur "Le détruire au plus tôt, le 21 janvier 2027"
    Et que je remplis "Votre mot de passe" avec "Demo-Sante-2026!"
    Et que je clique sur "Oui, je veux fermer mon compte."
    Et que je clique sur "Fermer mon compte"
    Alors je vois "Votre dossier sera détruit le 21 janvier 2027. Jusque-là, vous pouvez le faire rouvrir."
    Et je retiens la référence du récépissé
    Quand l’exploitant renonce à la destruction du dossier
    Alors la commande répond "Dernier jour : 26 novembre 2036"
    Quand 7 jours passent
    Et que l’exploitant demande la destruction du dossier
    Alors la commande répond "Dernier jour : 28 janvier 2027"
    Quand l’exploitant demande la destruction du dossier
    Alors la commande répond "Dernier jour : 28 janvier 2027"
    Quand 61 jours passent
    Alors l’exploitant écrit le récépissé de la destruction
    Quand l’exploitant rouvre le dossier avec la clé d’archive
    Alors la commande répond "Ce dossier a été détruit le"
    Quand l’exploitant renonce à la destruction du dossier
    Alors la commande répond "Ce dossier a été détruit le"

  Scénario: Qui a demandé la destruction en reçoit le récépissé
    Étant donné une démonstration toute neuve
    Et que je suis connectée comme "awa.diallo"
    Quand j’ouvre "/parametres/fermer"
    Et que je clique sur "Le détruire au plus tôt, le 21 janvier 2027"
    Et que je remplis "Votre mot de passe" avec "Demo-Sante-2026!"
    Et que je clique sur "Oui, je veux fermer mon compte."
    Et que je clique sur "Fermer mon compte"
    Alors je vois "Votre dossier sera détruit le 21 janvier 2027."
    Quand 61 jours passent
    Alors un e-mail dit "Votre dossier Carnet est détruit"

  Scénario: Pendant l’attente, une commande refusée se renvoie à la même pharmacie
    Étant donné une démonstration toute neuve
    Et que je prends l’autre appareil, à la pharmacie
    Et que je suis connectée comme "pharmacie.marche"
    Et que je reviens au premier appareil
    Et que je suis connecté comme "paul.durand"
    Quand j’ouvre "/parametres/fermer"
    Et que je choisis "Fermer le compte quand elle sera remise" pour chaque commande
    Et que je remplis "Votre mot de passe" avec "Demo-Sante-2026!"
    Et que je clique sur "Oui, je veux fermer mon compte."
    Et que je clique sur "Fermer mon compte"
    Alors je vois "Fermeture demandée le 26 novembre 2026."
    Quand je prends l’autre appareil, à la pharmacie
    Et que j’ouvre la commande de "Paul Durand"
    Et que je clique sur "Refuser"
    Et que je choisis "Trop tôt pour la délivrer" dans "Raison"
    Et que je remplis "À partir de quel jour" avec "27/11/2026"
    Et que je clique sur "Refuser la commande"
    Alors le titre est "Officine"
    Quand je reviens au premier appareil
    Et que j’ouvre "/pharmacie?quand=terminees"
    Et que je clique sur "Pharmacie du Marché"
    Et que je clique sur "Renvoyer à la même pharmacie"
    Et que je clique sur "Envoyer la commande"
    Alors la commande est "Envoyée"
    Quand j’ouvre "/parametres/fermer"
    Et que je clique sur "Changer mes choix"
    Alors chaque commande garde "Fermer le compte quand elle sera remise"

  Scénario: En anglais, sans commande en cours
    Étant donné une démonstration toute neuve
    Et que je suis connectée comme "awa.diallo"
    Et que je lis Carnet en anglais
    Quand j’ouvre "/parametres/fermer"
    Alors je vois "No order is under way."
    Quand je remplis "Your password" avec "Demo-Sante-2026!"
    Et que je clique sur "Yes, I want to close my account."
    Et que je clique sur "Close my account"
    Alors je vois "Your account is closed"
    Et je vois "Download the receipt"

  Scénario: Une pharmacie apprend qui ferme son compte
    Étant donné une démonstration toute neuve
    Et que je suis connecté comme "pharmacie.lilas"
    Quand j’ouvre "/parametres/fermer"
    Alors je vois "Ce compte ne se ferme pas ici."
    Et je vois "c’est l’exploitant de ce Carnet qui l’a ouvert, et lui qui le ferme"
