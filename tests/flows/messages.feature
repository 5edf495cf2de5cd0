# language: fr
Fonctionnalité: Écrire à ses professionnels, et lire leurs réponses
  Ce qu’une personne écrit se garde tout seul, part une fois, et se retrouve ; ce qu’on lui répond arrive sans toucher à la page.

  Contexte:
    Étant donné une démonstration toute neuve
    Et que je suis connectée comme "camille.martin"

  Scénario: Écrire avec un document du dossier, et un double clic ne fait qu’un message
    Quand j’ouvre "/messages"
    Et que je clique sur "Écrire"
    Alors le titre est "À qui écrire ?"
    Et je vois "Cet établissement n’accepte pas de nouvelle conversation."
    Quand je remplis "Chercher un nom" avec "moreau"
    Et que j’écris à "Dr Anne Moreau"
    Et que je remplis "Objet" avec "Fin du traitement"
    Et que je remplis "Message" avec "Bonjour docteur, puis-je arrêter ?"
    Et que je clique sur "Joindre un document du dossier"
    Et que je remplis "Chercher un document du dossier" avec "vitamine"
    Et que je clique sur "Joindre Ordonnance de vitamine D"
    Et que je clique sur "Terminé"
    Et que je double-clique sur "Envoyer"
    Alors le titre est "Fin du traitement"
    Et l’état dit "Message envoyé."
    Et le message "Bonjour docteur, puis-je arrêter ?" est dit 1 fois
    Et je vois "Ordonnance de vitamine D"
    Et je vois "Pas encore lu"
    Quand j’ouvre "/messages"
    Alors je vois "Fin du traitement"
    Et je vois "Document joint"

  Scénario: Lire une réponse, puis retrouver la conversation
    Quand j’ouvre "/messages"
    Alors le message non lu est "Fatigue depuis un mois"
    Quand je clique sur "Non lues"
    Alors je vois "Fatigue depuis un mois"
    Et je ne vois pas "Ma dernière ordonnance"
    Quand j’ouvre "/messages"
    Et que j’ouvre la conversation "Fatigue depuis un mois"
    Alors le titre est "Fatigue depuis un mois"
    Et je vois "Parfait. Je vous réponds dès que j’ai les résultats."
    Et le lien "https://www.ameli.fr/assure/sante" s’ouvre à part, sans rien dire d’où l’on vient
    Quand j’ouvre "/messages?vue=non-lus"
    Alors je vois "Tout est lu"
    Quand j’ouvre "/messages"
    Et que je remplis "Chercher dans les messages" avec "laboratoire"
    Alors l’adresse contient "q=laboratoire"
    Et je vois "Fatigue depuis un mois"
    Et je ne vois pas "Ma dernière ordonnance"
    Quand je remplis "Chercher dans les messages" avec "zanzibar"
    Alors je vois "Rien n’est trouvé"

  Scénario: Archiver, puis sortir des archives
    Quand j’ouvre "/messages"
    Et que j’ouvre la conversation "Ma dernière ordonnance"
    Et que je clique sur "Archiver"
    Alors l’état dit "La conversation est archivée."
    Quand j’ouvre "/messages"
    Alors je ne vois pas "Ma dernière ordonnance"
    Quand je clique sur "Archivées"
    Et que j’ouvre la conversation "Ma dernière ordonnance"
    Et que je clique sur "Sortir des archives"
    Alors l’état dit "La conversation est de nouveau avec les autres."
    Quand j’ouvre "/messages"
    Alors je vois "Ma dernière ordonnance"

  Scénario: Retirer un message que personne n’a lu
    Quand j’ouvre "/messages"
    Et que j’ouvre la conversation "Ma dernière ordonnance"
    Et que je remplis "Votre réponse" avec "Parti trop vite"
    Et que je clique sur "Envoyer"
    Alors le message "Parti trop vite" est dit 1 fois
    Et le champ "Votre réponse" contient ""
    Et le curseur est dans "Votre réponse"
    Quand je clique sur "Retirer ce message"
    Et que je clique sur "Le laisser"
    Alors le message "Parti trop vite" est dit 1 fois
    Quand je clique sur "Retirer ce message"
    Et que je clique sur "Retirer"
    Alors l’état dit "Le message est retiré."
    Et je ne vois pas "Parti trop vite"
    Et le message "Message retiré" est dit 1 fois

  Scénario: Bloquer un professionnel, et le débloquer
    Quand j’ouvre "/messages"
    Et que j’ouvre la conversation "Ma dernière ordonnance"
    Et que je clique sur "Qui prend part à cette conversation"
    Et que je clique sur "Bloquer Dr Anne Moreau"
    Alors je vois "ne pourra plus vous écrire"
    Quand je clique sur "Bloquer"
    Alors l’état dit "Dr Anne Moreau est bloqué."
    Et je vois "Vous avez bloqué ce correspondant."
    Et je ne vois pas "Votre réponse"
    Quand je clique sur "Débloquer Dr Anne Moreau"
    Alors je vois "Votre réponse"

  Scénario: Signaler un message
    Quand j’ouvre "/messages"
    Et que j’ouvre la conversation "Ma dernière ordonnance"
    Et que je clique sur "Signaler ce message"
    Alors je vois "Qui tient ce Carnet saura qui a écrit et pourquoi"
    Quand je clique sur "Signaler"
    Alors je vois "Choisissez une raison."
    Quand je clique sur "Message qui ne m’était pas destiné"
    Et que je clique sur "Signaler"
    Alors l’état dit "C’est signalé. Merci : votre signalement sera examiné."

  Scénario: Le brouillon se garde tout seul, sur chaque appareil
    Quand j’ouvre "/messages"
    Et que j’ouvre la conversation "Ma dernière ordonnance"
    Et que je retiens l’adresse sous le nom "conversation"
    Et que je remplis "Votre réponse" avec "Une phrase à finir"
    Alors je vois "Brouillon gardé"
    Quand je recharge la page
    Alors le champ "Votre réponse" contient "Une phrase à finir"
    Quand j’ouvre "/messages"
    Alors je vois "Brouillon"
    Quand je prends un autre appareil
    Et que je suis connectée comme "camille.martin"
    Et que j’ouvre l’adresse retenue "conversation"
    Alors le champ "Votre réponse" contient "Une phrase à finir"
    Quand je remplis "Votre réponse" avec "Une phrase finie ailleurs"
    Alors je vois "Brouillon gardé"
    Quand je reviens au premier appareil
    Et que j’ouvre l’adresse retenue "conversation"
    Alors le champ "Votre réponse" contient "Une phrase finie ailleurs"

  Scénario: Un message commencé pour quelqu’un se reprend
    Quand j’ouvre "/messages?ecrire=destinataire"
    Et que j’écris à "Dr Anne Moreau"
    Et que je remplis "Objet" avec "À finir ce soir"
    Et que je remplis "Message" avec "Bonjour docteur,"
    Alors je vois "Brouillon gardé"
    Quand j’ouvre "/messages?ecrire=destinataire"
    Alors je vois "Un message commencé attend"
    Quand j’ouvre "/messages"
    Et que je clique sur "Le reprendre"
    Alors le champ "Objet" contient "À finir ce soir"
    Et le champ "Message" contient "Bonjour docteur,"
    Et je vois "Vous reprenez un message commencé."
    Quand j’ouvre "/messages?ecrire=destinataire"
    Et que j’écris à "Dr Karim Haddad"
    Alors je vois "Ce message a été commencé pour Dr Anne Moreau."
    Quand je clique sur "L’effacer et recommencer"
    Alors l’état dit "Le brouillon est effacé."
    Et le champ "Message" contient ""
    Quand je clique sur "Reprendre le brouillon"
    Alors le champ "Message" contient "Bonjour docteur,"
    Quand je remplis "Objet" avec "Envie de mourir"
    Alors "Appeler le 3114" appelle le "3114"

  Scénario: Le réseau s’en va pendant l’envoi : le texte reste, et part une seule fois
    Quand j’ouvre "/messages"
    Et que j’ouvre la conversation "Ma dernière ordonnance"
    Et que le réseau est coupé
    Et que je remplis "Votre réponse" avec "Écrit dans le train"
    Et que je clique sur "Envoyer"
    Alors je vois "Pas de connexion : votre message partira dès qu’elle revient"
    Et le champ "Votre réponse" contient "Écrit dans le train"
    Quand le réseau est revenu
    Alors le message "Écrit dans le train" est dit 1 fois
    Et le champ "Votre réponse" contient ""
    Quand je recharge la page
    Alors le message "Écrit dans le train" est dit 1 fois

  Scénario: Des mots d’urgence disent qui appeler, sans rien empêcher
    Quand j’ouvre "/messages"
    Et que j’ouvre la conversation "Ma dernière ordonnance"
    Et que je remplis "Votre réponse" avec "J’ai une douleur dans la poitrine"
    Alors je vois "Si c’est une urgence, appelez maintenant"
    Et "Appeler le 15" appelle le "15"
    Et "Appeler le 112" appelle le "112"
    Quand je clique sur "Envoyer"
    Alors le message "J’ai une douleur dans la poitrine" est dit 1 fois
    Quand je remplis "Votre réponse" avec "Je n’en peux plus, envie de mourir"
    Alors je vois "Vous n’êtes pas seul"
    Et "Appeler le 3114" appelle le "3114"

  Plan du scénario: Un texte étrange reste un texte
    Quand j’ouvre "/messages"
    Et que j’ouvre la conversation "Ma dernière ordonnance"
    Et que je remplis "Votre réponse" avec "<texte>"
    Et que je clique sur "Envoyer"
    Alors le message "<texte>" est dit 1 fois
    Et le champ "Votre réponse" contient ""

    Exemples:
      | texte                                  |
      | <script>alert(document.cookie)</script> |
      | <img src=x onerror=alert(1)>           |
      | {{7*7}} ${7*7} %s %00 OR 1=1 --        |
      | javascript:alert(1) data:text/html,x   |
      | ﷽ 👩‍⚕️🇫🇷 Ω≈ç√∫ 田中さん الصحة            |

  Scénario: Rien d’écrit, rien d’envoyé
    Quand j’ouvre "/messages?ecrire=destinataire"
    Et que j’écris à "Dr Anne Moreau"
    Et que je clique sur "Envoyer"
    Alors le champ "Objet" dit "Donnez un objet au message"
    Et le curseur est dans "Objet"
    Quand je remplis "Objet" avec "Une question"
    Et que je clique sur "Envoyer"
    Alors le champ "Message" dit "Écrivez quelque chose"
    Et le champ "Objet" contient "Une question"

  Scénario: Un parent écrit pour son enfant
    Quand je choisis "Léo Martin" dans "Dossier de"
    Et que j’ouvre "/messages"
    Et que j’ouvre la conversation "Rappel de six ans"
    Et que je remplis "Votre réponse" avec "Merci, nous viendrons mardi."
    Et que je clique sur "Envoyer"
    Alors le message "Merci, nous viendrons mardi." est dit 1 fois
    Et je vois "Vous, pour Léo Martin"

  Scénario: Une adresse qui n’est pas la sienne
    Quand j’ouvre "/messages/0123456789abcdef0123456789abcdef"
    Alors le titre est "Introuvable"
    Et je vois "Cette conversation n’est pas dans ce dossier"
    Quand j’ouvre "/messages?ecrire=message&a=0123456789abcdef0123456789abcdef"
    Alors le titre est "Introuvable"

  Scénario: Sur un petit téléphone, en anglais
    Quand j’ouvre "/messages"
    Et que je tiens un petit téléphone
    Alors la page tient dans la largeur
    Et chaque vue et chaque filtre se lit en entier
    Et rien ne se touche du doigt sur moins de 44 points
    Quand j’ouvre la conversation "Fatigue depuis un mois"
    Alors la page tient dans la largeur
    Et rien ne se touche du doigt sur moins de 44 points
    Quand je lis Carnet en anglais
    Alors je vois "Back to messages"
    Et je vois "Your answer"
    Et la page tient dans la largeur

  Scénario: Une boîte qu’on vide n’est pas un brouillon
    Quand j’ouvre "/messages"
    Et que j’ouvre la conversation "Ma dernière ordonnance"
    Et que je remplis "Votre réponse" avec "Une phrase à finir"
    Alors je vois "Brouillon gardé"
    Quand je remplis "Votre réponse" avec ""
    Alors je ne vois pas "Brouillon gardé"
    Quand je clique sur "Fatigue depuis un mois"
    Alors le titre est "Fatigue depuis un mois"
    Et je ne vois pas "Brouillon"
    Quand j’ouvre la conversation "Ma dernière ordonnance"
    Alors le champ "Votre réponse" contient ""

  Scénario: Ce qui vient d’être fait se dit au-dessus de la boîte, et se tait à l’envoi suivant
    Étant donné que je suis devant un ordinateur
    Quand j’ouvre "/messages"
    Et que j’ouvre la conversation "Ma dernière ordonnance"
    Et que je remplis "Votre réponse" avec "Un premier mot"
    Et que je clique sur "Envoyer"
    Alors l’état dit "Message envoyé."
    Et l’état ne couvre pas "Joindre un fichier"
    Quand le réseau est coupé
    Et que je remplis "Votre réponse" avec "Et encore ceci"
    Et que je clique sur "Envoyer"
    Alors je vois "Pas de connexion"
    Et je ne vois pas "Message envoyé."
    Quand le réseau est revenu
    Alors le message "Et encore ceci" est dit 1 fois
    Et l’état dit "Message envoyé."
