# language: fr
Fonctionnalité: Une conversation, des deux côtés
  Deux navigateurs côte à côte : ce que l’un écrit arrive chez l’autre sans qu’il touche à sa page.

  Contexte:
    Étant donné une démonstration toute neuve
    Et que je suis connectée comme "camille.martin"
    Et que je prends l’autre appareil, au cabinet
    Et que je suis connectée comme "dr.moreau"
    Et que je reviens au premier appareil

  Scénario: De l’envoi d’un scan au document rangé dans le dossier
    Quand j’ouvre "/messages"
    Et que je clique sur "Écrire"
    Et que j’écris à "Dr Anne Moreau"
    Et que je remplis "Objet" avec "Résultat du laboratoire"
    Et que je remplis "Message" avec "Voici le scan de mes résultats."
    Et que je joins le fichier "scan.png"
    Et que je clique sur "Envoyer"
    Alors le message "Voici le scan de mes résultats." est dit 1 fois
    Et je vois "Pas encore lu"
    Quand je prends l’autre appareil, au cabinet
    Alors l’état dit "Nouveau message de Camille Martin"
    Et je vois "Résultat du laboratoire"
    Quand je clique sur "Résultat du laboratoire"
    Alors le message "Voici le scan de mes résultats." est dit 1 fois
    Et je vois "scan"
    Quand je reviens au premier appareil
    Alors je vois "Lu"
    Et je ne vois pas "Pas encore lu"
    Quand je prends l’autre appareil, au cabinet
    Et que je remplis "Votre réponse" avec "Tout est normal. Le compte rendu est joint."
    Et que je joins le fichier "compte-rendu.pdf"
    Et que je clique sur "Envoyer"
    Alors l’état dit "Message envoyé."
    Quand je reviens au premier appareil
    Alors le message "Tout est normal. Le compte rendu est joint." est dit 1 fois
    Quand je clique sur "Ranger dans mon dossier : compte-rendu"
    Alors je vois "Dans le dossier"
    Quand j’ouvre "/dossier"
    Alors je vois "compte-rendu"
    Quand j’ouvre "/historique"
    Alors je vois "Document reçu rangé dans le dossier"
    Et je vois "Message envoyé"
    Et je vois "Dr Anne Moreau"

  Scénario: Une conversation close reste lisible et dit pourquoi
    Quand j’ouvre "/messages"
    Et que je clique sur "Ma dernière ordonnance"
    Alors je vois "Votre réponse"
    Quand je remplis "Votre réponse" avec "Encore une question"
    Alors je vois "Brouillon gardé"
    Quand je prends l’autre appareil, au cabinet
    Et que je clique sur "Ma dernière ordonnance"
    Et que je remplis "Votre réponse" avec "Je voulais dire"
    Alors je vois "Brouillon gardé"
    Quand je clique sur "Clore"
    Alors je vois "La réponse que vous avez commencée ne partira pas."
    Quand je choisis "La question a sa réponse" dans "Raison"
    Et que je clique sur "Clore la conversation"
    Alors l’état dit "La conversation est close."
    Et je ne vois pas "Je voulais dire"
    Quand je reviens au premier appareil
    Alors je vois "La question a sa réponse"
    Et je vois "Ce que vous écriviez n’est pas parti."
    Et je vois "Encore une question"
    Et je vois "Écrire à Dr Anne Moreau"
    Et je vois "Non, gardez le traitement trois mois en tout"
    Et je ne vois pas "Votre réponse"
