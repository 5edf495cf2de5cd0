# language: fr
Fonctionnalité: À plusieurs, et pour garder
  Faire entrer un autre professionnel, ranger et imprimer ce qui a été dit, et ne rien perdre de ce qui arrive tard.

  Contexte:
    Étant donné une démonstration toute neuve
    Et que je suis connectée comme "camille.martin"

  Scénario: Un second professionnel lit ce qui a été dit, et répond
    Étant donné que je prends l’autre appareil, au cabinet
    Et que je suis connecté comme "dr.haddad"
    Quand je reviens au premier appareil
    Et que j’ouvre "/messages"
    Et que j’ouvre la conversation "Fatigue depuis un mois"
    Et que je clique sur "Qui prend part à cette conversation"
    Et que je clique sur "Ajouter un professionnel"
    Alors je vois "Qui est ajouté lit tout ce qui a été dit ici"
    Et je vois "Cet établissement n’accepte pas de nouvelle conversation."
    Quand je remplis "Chercher un nom" avec "zanzibar"
    Alors je vois "Aucun autre professionnel de ce nom."
    Quand je remplis "Chercher un nom" avec "haddad"
    Et que je clique sur "Ajouter Dr Karim Haddad"
    Alors l’état dit "Dr Karim Haddad prend part à la conversation."
    Et je vois "Bloquer Dr Karim Haddad"
    Quand je prends l’autre appareil, au cabinet
    Et que je clique sur "Fatigue depuis un mois"
    Alors je vois "Je suis fatiguée depuis environ un mois"
    Quand je remplis "Votre réponse" avec "Je regarde aussi."
    Et que je clique sur "Envoyer"
    Et que je reviens au premier appareil
    Alors le message "Je regarde aussi." est dit 1 fois
    Quand j’ouvre "/historique"
    Alors je vois "Dr Karim Haddad"

  Scénario: La conversation et ce qui y est arrivé se rangent en une fois
    Étant donné que je prends l’autre appareil, au cabinet
    Et que je suis connecté comme "dr.moreau"
    Quand je clique sur "Fatigue depuis un mois"
    Et que je remplis "Votre réponse" avec "Voici le compte rendu."
    Et que je joins le fichier "bilan-sanguin.pdf"
    Et que je clique sur "Envoyer"
    Alors l’état dit "Message envoyé."
    Quand je reviens au premier appareil
    Et que j’ouvre "/messages"
    Et que j’ouvre la conversation "Fatigue depuis un mois"
    Et que je clique sur "Ranger la conversation"
    Alors je vois "Ranger aussi 1 document reçu"
    Quand je clique sur "Ranger"
    Alors l’état dit "La conversation est dans le dossier."
    Et je vois "Dans le dossier"
    Quand je clique sur "Le voir"
    Alors je vois "Conversation : Fatigue depuis un mois"
    Quand j’ouvre "/dossier"
    Alors je vois "bilan-sanguin"
    Et je vois "Conversation avec Dr Anne Moreau"

  Scénario: Ce qui s’imprime dit de qui, avec qui et quand
    Quand j’ouvre "/messages"
    Et que j’ouvre la conversation "Fatigue depuis un mois"
    Et que je clique sur "Imprimer"
    Alors l’adresse contient "imprimer=oui"
    Et je vois "Dossier de Camille Martin"
    Et je vois "« Vous » est Camille Martin"
    Et je vois "Imprimé le"
    Et je vois "Merci docteur. Je prends rendez-vous au laboratoire cette semaine."
    Et sur le papier il n’y a que la conversation
    Et la page est accessible
    Quand je clique sur "Retour à la conversation"
    Alors je vois "Votre réponse"

  Scénario: Bloquer dit ce qui reste possible
    Quand j’ouvre "/messages"
    Et que j’ouvre la conversation "Ma dernière ordonnance"
    Et que je clique sur "Qui prend part à cette conversation"
    Et que je clique sur "Bloquer Dr Anne Moreau"
    Alors je vois "Ses collègues du même cabinet, eux, peuvent encore vous écrire."
    Et je vois "tout ce qui se sera écrit entre-temps lui sera alors montré"
    Quand je clique sur "Bloquer"
    Alors je vois "Le débloquer lui montre aussi ce qui s’est écrit entre-temps."

  Scénario: Un fichier qui arrive quand on est ailleurs attend dans sa conversation
    Quand j’ouvre "/messages"
    Et que j’ouvre la conversation "Ma dernière ordonnance"
    Et que les envois attendent
    Et que je choisis de joindre "radio.png"
    Et que je clique sur "Fatigue depuis un mois"
    Alors le titre est "Fatigue depuis un mois"
    Et je vois "1 envoi en cours"
    Et je vois "Revenir au message"
    Quand les envois repartent
    Alors je ne vois pas "1 envoi en cours"
    Et je ne vois pas "Retirer radio"
    Quand je clique sur "Ma dernière ordonnance"
    Alors je vois "Retirer radio"
    Quand je remplis "Votre réponse" avec "La radio est jointe."
    Et que je clique sur "Envoyer"
    Alors le message "La radio est jointe." est dit 1 fois
    Et le message "radio" est dit 1 fois

  Scénario: Un message attend le fichier qui va avec lui
    Quand j’ouvre "/messages"
    Et que j’ouvre la conversation "Ma dernière ordonnance"
    Et que les envois attendent
    Et que je choisis de joindre "radio.png"
    Et que je remplis "Votre réponse" avec "La radio est jointe."
    Et que je clique sur "Envoyer"
    Alors je vois "Un fichier n’est pas encore arrivé."
    Quand les envois repartent
    Alors je vois "Retirer radio"
    Et je ne vois pas "Un fichier n’est pas encore arrivé."
    Quand je clique sur "Envoyer"
    Alors le message "La radio est jointe." est dit 1 fois
    Et le message "radio" est dit 1 fois

  Scénario: Un fichier qui ne va pas est dit une fois, puis le message part sans lui
    Quand j’ouvre "/messages"
    Et que j’ouvre la conversation "Ma dernière ordonnance"
    Et que je choisis de joindre "radio.exe"
    Alors je vois "ne sont pas acceptés"
    Quand je remplis "Votre réponse" avec "Sans le fichier."
    Et que je clique sur "Envoyer"
    Alors je vois "Un fichier n’a pas pu être joint."
    Quand je clique sur "Envoyer"
    Alors le message "Sans le fichier." est dit 1 fois
    Et je ne vois pas "Un fichier n’a pas pu être joint."

  Scénario: Ce que personne ne regarde n’est pas lu
    Étant donné que je prends l’autre appareil, au cabinet
    Et que je suis connecté comme "dr.moreau"
    Et que je clique sur "Ma dernière ordonnance"
    Et que je reviens au premier appareil
    Quand j’ouvre "/messages"
    Et que j’ouvre la conversation "Ma dernière ordonnance"
    Et que je retiens l’adresse sous le nom "conversation"
    Et que j’ouvre "/accueil"
    Et que j’ouvre l’adresse retenue "conversation" dans un onglet que personne ne regarde
    Et que je prends l’autre appareil, au cabinet
    Et que je remplis "Votre réponse" avec "Avez-vous bien dormi ?"
    Et que je clique sur "Envoyer"
    Alors l’état dit "Message envoyé."
    Et je vois "Pas encore lu"
    Quand je regarde l’onglet
    Alors je vois "Avez-vous bien dormi ?"
    Quand je prends l’autre appareil, au cabinet
    Alors je ne vois pas "Pas encore lu"
    Quand je cesse de regarder l’onglet
    Et que je prends l’autre appareil, au cabinet
    Et que je remplis "Votre réponse" avec "Encore un mot."
    Et que je clique sur "Envoyer"
    Alors le message "Encore un mot." est dit 1 fois
    Et je vois "Pas encore lu"
    Quand je regarde l’onglet
    Alors le message "Encore un mot." est dit 1 fois
    Quand je prends l’autre appareil, au cabinet
    Alors je ne vois pas "Pas encore lu"

  Scénario: Sur un téléphone, les mots d’urgence viennent sous les yeux avant l’envoi
    Étant donné que je tiens un petit téléphone
    Quand j’ouvre "/messages"
    Et que j’ouvre la conversation "Ma dernière ordonnance"
    Et que je remplis "Votre réponse" avec "J’ai une douleur dans la poitrine"
    Alors je vois "Si c’est une urgence, appelez maintenant"
    Et la page tient dans la largeur
    Et rien ne se touche du doigt sur moins de 44 points
    Quand je clique sur "Envoyer" au bas de la page
    Alors "Appeler le 15" est sous les yeux
    Et je vois "Votre message n’est pas encore parti. Lisez ce qui précède, puis envoyez."
    Et le champ "Votre réponse" contient "J’ai une douleur dans la poitrine"
    Quand je clique sur "Envoyer"
    Alors le message "J’ai une douleur dans la poitrine" est dit 1 fois

  Scénario: Ce que dit l’Assurance Maladie arrive à part, et personne n’y répond
    Étant donné que j’ouvre "/messages?vue=information"
    Et que je vois "Aucune information"
    Quand l’exploitant informe "camille.martin" : "Votre carte Vitale", "Mettez votre carte à jour dans une pharmacie."
    Alors je vois "Votre carte Vitale"
    Et je vois "Assurance Maladie"
    Et je ne vois pas "Fatigue depuis un mois"
    Quand je clique sur "Votre carte Vitale"
    Alors je vois "Mettez votre carte à jour dans une pharmacie."
    Et je ne vois pas "Votre réponse"
    Et la page est accessible

  Scénario: Refuser que s’ouvrent les documents déjà envoyés, puis l’accepter de nouveau
    Étant donné que j’ouvre "/messages"
    Et que j’ouvre la conversation "Fatigue depuis un mois"
    Et que je joins le fichier "scan.png"
    Et que je remplis "Votre réponse" avec "Voici le résultat."
    Et que je clique sur "Envoyer"
    Et que l’état dit "Message envoyé."
    Quand je prends l’autre appareil, au cabinet
    Et que je suis connecté comme "dr.moreau"
    Et que je clique sur "Fatigue depuis un mois"
    Alors je vois "Voici le résultat."
    Quand je télécharge avec "Télécharger"
    Alors le fichier téléchargé n’est pas vide
    Quand je reviens au premier appareil
    Et que j’ouvre "/parametres"
    Et que je clique sur "Documents déjà envoyés à des professionnels"
    Alors l’état dit "Vous le refusez : Documents déjà envoyés à des professionnels."
    Quand je prends l’autre appareil, au cabinet
    Alors je vois "Document qui ne s’ouvre plus"
    Et je ne vois pas "Télécharger"
    Quand je reviens au premier appareil
    Et que je clique sur "Documents déjà envoyés à des professionnels"
    Alors l’état dit "Vous l’acceptez : Documents déjà envoyés à des professionnels."
    Quand je prends l’autre appareil, au cabinet
    Et que je télécharge avec "Télécharger"
    Alors le fichier téléchargé n’est pas vide
