# language: fr
Fonctionnalité: Le second facteur
  Un code en plus du mot de passe : il ne sert qu’une fois, et dix codes sur papier attendent le jour où le téléphone manque.

  Scénario: Le mettre en place, s’en servir, perdre son téléphone, le retirer
    Étant donné une démonstration toute neuve
    Et que je suis connectée comme "awa.diallo"
    Quand j’ouvre "/parametres"
    Et que je clique sur "Mettre en place le second facteur"
    Alors le titre est "Second facteur"
    Quand je clique sur "Commencer"
    Alors je vois "Indiquez votre mot de passe actuel."
    Quand je donne mon mot de passe pour l’application
    Et que je clique sur "Commencer"
    Et que je règle mon téléphone sur cette clé
    Et que je remplis "Code de l’application" avec "123"
    Et que je clique sur "Mettre en place"
    Alors le champ "Code de l’application" dit "6 chiffres"
    Et la page est accessible
    Quand je remplis "Code de l’application" avec le code de mon téléphone
    Et que je clique sur "Mettre en place"
    Alors l’état dit "Le second facteur est en place."
    Quand je note mes codes de secours
    Et que je clique sur "C’est noté"
    Alors je vois "Il reste 10 codes de secours."
    Quand je me déconnecte
    Et que j’essaie de me connecter comme "awa.diallo" avec le mot de passe "Demo-Sante-2026!"
    Alors l’adresse est "/connexion/code"
    Et le titre est "Encore une étape"
    Et la page est accessible
    Quand je remplis "Code" encore avec le même code
    Et que je clique sur "Continuer"
    Alors le champ "Code" dit "Ce code n’est pas le bon, ou il a déjà servi."
    Quand je remplis "Code" avec le code de mon téléphone
    Et que je clique sur "Continuer"
    Alors l’adresse est "/accueil"
    Quand je me déconnecte
    Et que j’essaie de me connecter comme "awa.diallo" avec le mot de passe "Demo-Sante-2026!"
    Et que je remplis "Code" avec un code de secours
    Et que je clique sur "Continuer"
    Alors l’adresse est "/accueil"
    Et un e-mail dit "Un code de secours a servi"
    Quand j’ouvre "/parametres"
    Alors je vois "Code de secours utilisé"
    Quand je clique sur "Clés d’accès, codes de secours et réglages"
    Alors je vois "Il reste 9 codes de secours."
    Quand j’ouvre "/historique"
    Alors je vois "Second facteur mis en place"

  Scénario: L’adresse demandée attend la seconde étape
    Étant donné une démonstration toute neuve
    Et que je suis connectée comme "awa.diallo"
    Quand j’ouvre "/parametres/second-facteur"
    Et que je donne mon mot de passe pour l’application
    Et que je clique sur "Commencer"
    Et que je règle mon téléphone sur cette clé
    Et que je remplis "Code de l’application" avec le code de mon téléphone
    Et que je clique sur "Mettre en place"
    Et que je note mes codes de secours
    Et que je me déconnecte
    Et que j’ouvre "/historique"
    Et que je remplis "Identifiant" avec "awa.diallo"
    Et que je remplis "Mot de passe" avec "Demo-Sante-2026!"
    Et que je clique sur "Se connecter"
    Alors l’adresse contient "/connexion/code"
    Quand je remplis "Code" avec un code de secours
    Et que je clique sur "Continuer"
    Alors l’adresse est "/historique"
    Quand j’ouvre "/parametres/fermer"
    Et que je remplis "Votre mot de passe" avec "Demo-Sante-2026!"
    Et que je clique sur "Oui, je veux fermer mon compte."
    Et que je clique sur "Fermer mon compte"
    Alors le champ "Code" dit "Indiquez le code."
    Quand je remplis "Code" avec un autre code de secours
    Et que je clique sur "Fermer mon compte"
    Alors je vois "Votre compte est fermé"

  Scénario: Une professionnelle y est invitée avec insistance, sur un petit téléphone
    Étant donné une démonstration toute neuve
    Et que je tiens un petit téléphone
    Et que je suis connectée comme "dr.moreau"
    Quand j’ouvre "/parametres"
    Alors je vois "Ce compte doit avoir un second facteur."
    Quand je clique sur "Mettre en place le second facteur"
    Alors je vois "Protégez ce compte avant de continuer."
    Quand je donne mon mot de passe pour l’application
    Et que je clique sur "Commencer"
    Et que je règle mon téléphone sur cette clé
    Alors la page tient dans la largeur
    Et rien ne se touche du doigt sur moins de 44 points
    Quand je remplis "Code de l’application" avec le code de mon téléphone
    Et que je clique sur "Mettre en place"
    Alors je vois "Vos codes de secours"
    Et la page tient dans la largeur
    Quand je clique sur "C’est noté"
    Alors je vois "Ce compte ne peut pas se passer du second facteur."

  Scénario: Une connexion depuis un appareil inconnu
    Étant donné une démonstration toute neuve
    Et que je suis connectée comme "awa.diallo"
    Et que je prends un autre appareil
    Et que je suis connectée comme "awa.diallo"
    Alors un e-mail dit "Nouvelle connexion à votre compte Carnet"
    Quand j’ouvre "/parametres"
    Alors je vois "Connexion depuis un appareil que Carnet ne connaissait pas"
    Et je vois "même réseau que vous en ce moment"

  Scénario: En anglais
    Étant donné une démonstration toute neuve
    Et que je suis connectée comme "awa.diallo"
    Et que je lis Carnet en anglais
    Quand j’ouvre "/parametres/second-facteur"
    Et que je donne mon mot de passe pour l’application
    Et que je clique sur "Start"
    Et que je règle mon téléphone sur cette clé
    Et que je remplis "Code of the app" avec le code de mon téléphone
    Et que je clique sur "Set up"
    Alors je vois "Your recovery codes"
