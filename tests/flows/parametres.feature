# language: fr
Fonctionnalité: Les paramètres
  Changer son mot de passe, finir ses sessions, choisir sa langue et son thème.

  Scénario: Changer son mot de passe ferme les autres sessions
    Étant donné une démonstration toute neuve
    Et que je suis connectée comme "awa.diallo"
    Et que je prends un autre appareil
    Et que je suis connectée comme "awa.diallo"
    Quand je reviens au premier appareil
    Et que j’ouvre "/parametres"
    Et que je remplis "Mot de passe actuel" avec "ce n’est pas lui"
    Et que je remplis "Nouveau mot de passe" avec "court"
    Et que je clique sur "Changer le mot de passe"
    Alors le champ "Nouveau mot de passe" dit "Il faut au moins 12 caractères."
    Quand je remplis "Nouveau mot de passe" avec "tramway violet parasol 9"
    Et que je clique sur "Changer le mot de passe"
    Alors le champ "Mot de passe actuel" dit "Ce n’est pas votre mot de passe actuel."
    Et le champ "Nouveau mot de passe" contient "tramway violet parasol 9"
    Quand je remplis "Mot de passe actuel" avec "Demo-Sante-2026!"
    Et que je clique sur "Changer le mot de passe"
    Alors je vois "Aucune autre session n’est ouverte."
    Quand je prends un autre appareil
    Alors je vois "Votre session est terminée. Connectez-vous de nouveau."
    Quand j’ouvre "/accueil"
    Alors je vois "Se connecter"
    Quand j’essaie de me connecter comme "awa.diallo" avec le mot de passe "Demo-Sante-2026!"
    Alors je vois "Identifiant ou mot de passe incorrect."
    Quand j’essaie de me connecter comme "awa.diallo" avec le mot de passe "tramway violet parasol 9"
    Alors l’adresse est "/accueil"

  Scénario: Terminer une session ouverte ailleurs
    Étant donné une démonstration toute neuve
    Et que je suis connectée comme "awa.diallo"
    Et que je prends un autre appareil
    Et que je suis connectée comme "awa.diallo"
    Et que j’ouvre "/historique"
    Et que je télécharge avec "Garder mon reçu"
    Quand je reviens au premier appareil
    Et que j’ouvre "/parametres"
    Et que je clique sur "Terminer toutes les autres sessions"
    Alors je vois "Aucune autre session n’est ouverte."
    Quand je prends un autre appareil
    Alors je vois "Se connecter"

  Scénario: Reconnaître une connexion, en renier une autre
    Étant donné une démonstration toute neuve
    Et que je suis connectée comme "awa.diallo"
    Et que je prends un autre appareil
    Et que je suis connectée comme "awa.diallo"
    Quand j’ouvre "/parametres"
    Et que je clique sur "C’était moi"
    Alors l’état dit "C’est noté : c’était vous."
    Et je vois "C’était vous : dit le"
    Et je vois "Finalement, pas moi"
    Et la page est accessible
    Quand je clique sur "Ce n’était pas moi"
    Alors l’état dit "Choisissez maintenant un autre mot de passe."
    Et je vois "Mot de passe à changer"
    Et je vois "Aucune autre session n’est ouverte."
    Et la page est accessible
    Quand je reviens au premier appareil
    Alors je vois "Se connecter"
    Quand je prends un autre appareil
    Et que je remplis "Mot de passe actuel" avec "Demo-Sante-2026!"
    Et que je remplis "Nouveau mot de passe" avec "tramway violet parasol 9"
    Et que je clique sur "Changer le mot de passe"
    Alors je ne vois pas "Mot de passe à changer"
    Quand j’ouvre "/historique"
    Alors je vois "Activité du compte non reconnue : « Ce n’était pas moi »"

  Scénario: En anglais, puis de nouveau en français
    Étant donné que j’ouvre "/"
    Quand je clique sur "English"
    Alors je vois "Sign in"
    Et je ne vois pas "Se connecter"
    Quand je clique sur "Français"
    Alors je vois "Se connecter"

  Scénario: Le thème choisi reste
    Étant donné une démonstration toute neuve
    Et que je suis connectée comme "awa.diallo"
    Quand j’ouvre "/parametres"
    Et que je clique sur "Sombre"
    Alors la page est sombre
    Quand j’ouvre "/accueil"
    Alors la page est sombre
    Quand j’ouvre "/parametres"
    Et que je clique sur "Clair"
    Alors la page est claire
    Quand je clique sur "Auto"
    Alors la page est comme d’habitude

  Scénario: Une professionnelle a ses réglages, pas de dossier
    Étant donné une démonstration toute neuve
    Et que je suis connectée comme "dr.moreau"
    Alors l’adresse est "/pro"
    Quand j’ouvre "/parametres"
    Et je vois "Professionnel de santé"

  Scénario: Accepter, refuser, en un geste et sans raison
    Étant donné une démonstration toute neuve
    Et que je suis connectée comme "awa.diallo"
    Quand j’ouvre "/parametres"
    Et que je clique sur "Usage de mes données au-delà de mes soins"
    Alors l’état dit "Vous l’acceptez : Usage de mes données au-delà de mes soins."
    Quand je clique sur "En urgence : le SAMU, les autres professionnels, les documents masqués"
    Et que je clique sur "Le SAMU, en urgence"
    Alors l’état dit "Vous le refusez : Le SAMU, en urgence."
    Quand j’ouvre "/historique"
    Alors je vois "Refusé"
