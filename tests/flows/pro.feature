# language: fr
Fonctionnalité: Les messages d’un professionnel
  Répondre, insérer un modèle, confier, annoncer une absence, clore : sans jamais perdre ce qui s’écrit.

  Contexte:
    Étant donné une démonstration toute neuve
    Et que je suis connecté comme "dr.moreau"

  Scénario: La connexion mène aux messages, qui se parcourent au clavier
    Alors l’adresse est "/pro"
    Et le titre est "Messages"
    Et je vois "Fatigue depuis un mois"
    Quand j’appuie sur "g"
    Et que j’appuie sur "p"
    Alors l’adresse est "/parametres"
    Quand j’appuie sur "g"
    Et que j’appuie sur "m"
    Alors l’adresse est "/pro"
    Et je vois "Fatigue depuis un mois"
    Quand j’appuie sur "j"
    Et que j’appuie sur "Enter"
    Alors je vois "Merci docteur. Je prends rendez-vous au laboratoire cette semaine."
    Quand j’appuie sur "r"
    Alors le curseur est dans "Votre réponse"

  Scénario: Répondre avec un modèle, puis retirer ce qui n’est pas lu
    Quand je clique sur "Ma dernière ordonnance"
    Et que je clique sur "Insérer un modèle"
    Et que je clique sur "Résultats normaux"
    Alors le champ "Votre réponse" contient "Bonjour, vos résultats sont normaux. Rien à changer pour le moment."
    Quand je clique sur "Envoyer"
    Alors l’état dit "Message envoyé."
    Et le champ "Votre réponse" contient ""
    Et le curseur est dans "Votre réponse"
    Et le message "Bonjour, vos résultats sont normaux." est dit 1 fois
    Quand je clique sur "Retirer ce message"
    Alors l’état dit "Le message est retiré."
    Et je vois "Message retiré"
    Et je ne vois pas "Bonjour, vos résultats sont normaux."

  Scénario: Un nerveux du doigt n’envoie qu’un message, et un message vide n’efface rien
    Quand je clique sur "Ma dernière ordonnance"
    Et que je clique sur "Envoyer"
    Alors le champ "Votre réponse" dit "Écrivez quelque chose"
    Quand je remplis "Votre réponse" avec "Passez au cabinet jeudi."
    Et que je double-clique sur "Envoyer"
    Alors l’état dit "Message envoyé."
    Et le message "Passez au cabinet jeudi." est dit 1 fois

  Scénario: Le brouillon suit d’un appareil à l’autre et n’écrase rien
    Quand je clique sur "Ma dernière ordonnance"
    Et que je remplis "Votre réponse" avec "Du téléphone"
    Alors je vois "Brouillon gardé"
    Quand je prends un autre appareil
    Et que je suis connecté comme "dr.moreau"
    Et que je clique sur "Ma dernière ordonnance"
    Alors le champ "Votre réponse" contient "Du téléphone"
    Quand je remplis "Votre réponse" avec "De l’ordinateur"
    Alors je vois "Brouillon gardé"
    Quand je reviens au premier appareil
    Et que je remplis "Votre réponse" avec "Du téléphone encore"
    Alors je vois "Un brouillon plus récent a été écrit sur un autre appareil."
    Et le champ "Votre réponse" contient "Du téléphone encore"
    Quand je clique sur "Reprendre cette version"
    Alors le champ "Votre réponse" contient "De l’ordinateur"
    Et je ne vois pas "Un brouillon plus récent a été écrit sur un autre appareil."

  Scénario: Ce qui s’écrit est gardé quand on quitte la conversation aussitôt
    Quand je clique sur "Ma dernière ordonnance"
    Et que je remplis "Votre réponse" avec "Quitté trop vite"
    Et que je clique sur "Fatigue depuis un mois"
    Alors je vois "Merci docteur. Je prends rendez-vous au laboratoire cette semaine."
    Et le champ "Votre réponse" contient ""
    Quand je clique sur "Ma dernière ordonnance"
    Alors le champ "Votre réponse" contient "Quitté trop vite"

  Scénario: Le réseau manque au moment d’envoyer
    Quand je clique sur "Ma dernière ordonnance"
    Et que je remplis "Votre réponse" avec "Parti du fond d’une vallée."
    Et que le réseau est coupé
    Et que je clique sur "Envoyer"
    Alors je vois "Pas de connexion : votre message partira dès qu’elle revient"
    Et le champ "Votre réponse" contient "Parti du fond d’une vallée."
    Quand le réseau est revenu
    Alors l’état dit "Message envoyé."
    Et le champ "Votre réponse" contient ""
    Et le message "Parti du fond d’une vallée." est dit 1 fois

  Scénario: Confier une conversation à un collègue du cabinet
    Étant donné que je prends un autre appareil
    Et que je suis connecté comme "dr.haddad"
    Et que je reviens au premier appareil
    Quand je clique sur "Ma dernière ordonnance"
    Et que je clique sur "Confier"
    Et que je choisis "Dr Karim Haddad" dans "Qui répond"
    Et que je clique sur "Confier"
    Alors l’état dit "Conversation confiée à Dr Karim Haddad."
    Et je vois "Confiée à Dr Karim Haddad"
    Quand je prends un autre appareil
    Alors je vois "Ma dernière ordonnance"
    Quand je clique sur "À moi"
    Et que je clique sur "Ma dernière ordonnance"
    Et que je remplis "Votre réponse" avec "Je prends la suite."
    Et que je clique sur "Envoyer"
    Et que je reviens au premier appareil
    Alors je vois "Je prends la suite."

  Scénario: Annoncer une absence
    Quand j’ouvre "/pro?vue=reglages"
    Et que je remplis "Premier jour" avec "26/11/2026"
    Et que je clique sur "Enregistrer l’absence"
    Alors le champ "Dernier jour" dit "Donnez deux dates dans l’ordre"
    Et le champ "Premier jour" contient "26/11/2026"
    Quand je remplis "Dernier jour" avec "30/11/2026"
    Et que je remplis "Message d’absence" avec "De retour lundi."
    Et que je clique sur "Enregistrer l’absence"
    Alors je vois "Votre absence est annoncée en ce moment."
    Quand je clique sur "Ne plus annoncer d’absence"
    Alors l’état dit "Plus aucune absence n’est annoncée."

  Scénario: Tenir ses modèles et choisir qui peut écrire
    Quand je clique sur "Réglages"
    Alors le titre est "Réglages des messages"
    Quand je clique sur "Ajouter un modèle"
    Et que je remplis "Titre" avec "Vaccin disponible"
    Et que je remplis "Texte du modèle" avec "Le vaccin est arrivé."
    Et que je clique sur "Enregistrer"
    Alors l’état dit "Le modèle est enregistré."
    Et je vois "Vaccin disponible"
    Quand je clique sur "N’accepte pas de nouvelle conversation"
    Et que j’enregistre qui peut m’écrire
    Alors l’état dit "C’est noté."

  Scénario: Clore une conversation avec sa raison
    Quand je clique sur "Ma dernière ordonnance"
    Et que je clique sur "Clore"
    Et que je clique sur "Clore la conversation"
    Alors le champ "Raison" dit "Choisissez une raison."
    Quand je choisis "Un rendez-vous est nécessaire" dans "Raison"
    Et que je clique sur "Clore la conversation"
    Alors l’état dit "La conversation est close."
    Et je vois "Un rendez-vous est nécessaire"
    Et je vois "Non, gardez le traitement trois mois en tout"
    Et je ne vois pas "Votre réponse"

  Scénario: Sur un petit téléphone, une chose à la fois
    Étant donné que je tiens un petit téléphone
    Quand j’ouvre "/pro"
    Alors la page tient dans la largeur
    Et chaque vue et chaque filtre se lit en entier
    Quand je clique sur "Ma dernière ordonnance"
    Alors je vois "Non, gardez le traitement trois mois en tout"
    Et la page tient dans la largeur
    Et rien ne se touche du doigt sur moins de 44 points
    Quand je clique sur "Retour à la liste"
    Alors je vois "Fatigue depuis un mois"

  Scénario: En anglais aussi, et pour tous les yeux
    Quand je lis Carnet en anglais
    Et que je clique sur "Ma dernière ordonnance"
    Alors je vois "Your answer"
    Et la page est accessible
    Quand j’ouvre "/pro?vue=reglages"
    Alors je vois "Who may write to me"
    Et la page est accessible
    Quand je clique sur "Français"
    Alors je vois "Qui peut m’écrire"
