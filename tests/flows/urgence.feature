# language: fr
Fonctionnalité: Un dossier ouvert en urgence
  Un médecin qui soigne en urgence lit pendant une heure ; la personne le sait aussitôt, et coupe si c’est à tort.

  Scénario: Ouvrir en urgence, être prévenu, contester ; refuser d’avance
    Étant donné une démonstration toute neuve
    Et que je suis connecté comme "paul.durand"
    Et que j’ouvre "/parametres/acces"
    Alors je vois "Personne n’a ouvert ce dossier en urgence."
    Quand je prends l’autre appareil, au cabinet
    Et que je suis connecté comme "dr.haddad"
    Et que j’ouvre "/pro/patients"
    Et que je clique sur "Ouvrir un dossier en urgence"
    Alors je vois "L’accès en urgence demande un second facteur."
    Et la page est accessible
    Quand je clique sur "Mettre en place le second facteur"
    Et que je donne mon mot de passe pour l’application
    Et que je clique sur "Commencer"
    Et que je règle mon téléphone sur cette clé
    Et que je remplis "Code de l’application" avec le code de mon téléphone
    Et que je clique sur "Mettre en place"
    Et que je note mes codes de secours
    Et que j’ouvre "/pro/urgence"
    Et que je remplis les traits de "paul.durand" au nom de "Paul" "Durand"
    Et que je remplis "Pourquoi, en une phrase" avec "vite"
    Et que je remplis "Code" avec un code de secours
    Et que je clique sur "Ouvrir pour une heure"
    Alors le champ "Pourquoi, en une phrase" dit "10 caractères au moins"
    Et la page est accessible
    Quand je remplis "Pourquoi, en une phrase" avec "Malaise dans la rue, ne parle plus"
    Et que je clique sur "Ouvrir pour une heure"
    Alors le titre est "Paul Durand"
    Et je vois "Allergies"
    Et la page est accessible
    Quand je clique sur "Échographie du cœur"
    Alors le titre est "Échographie du cœur"
    Quand je clique sur "Retour au dossier"
    Alors le titre est "Paul Durand"
    Quand je reviens au premier appareil
    Alors je vois "Raison : Malaise dans la rue, ne parle plus"
    Et la page est accessible
    Quand je clique sur "Contester et couper : Dr Karim Haddad"
    Alors l’état dit "C’est contesté."
    Quand je prends l’autre appareil, au cabinet
    Alors je vois "Ce dossier n’est plus ouvert"
    Quand je reviens au premier appareil
    Et que je clique sur "Les autres professionnels, en urgence"
    Alors l’état dit "Vous le refusez : Les autres professionnels, en urgence."
    Quand j’ouvre "/historique"
    Alors je vois "Dossier ouvert en urgence pour une heure. Raison : Malaise dans la rue, ne parle plus"
    Et je vois "Accès en urgence contesté"
