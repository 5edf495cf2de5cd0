# language: fr
Fonctionnalité: Recevoir ce qu’un établissement envoie
  Un établissement connaît tous les traits d’une personne, sans rien voir de son dossier. La personne voit arriver le document.

  Scénario: Un compte rendu arrive pendant que la personne regarde son dossier, un résultat à annoncer seulement une fois dit
    Étant donné une démonstration toute neuve
    Et que je suis connectée comme "awa.diallo"
    Et que j’ouvre "/dossier"
    Et que je vois "1 document"
    Quand je prends un autre appareil
    Et que je suis connecté comme "chu.valbois"
    Et que j’ouvre "/pro/envoyer"
    Et que je choisis d’envoyer "Radio du poignet.png"
    Et que je remplis les traits de "awa.diallo" au nom de "Awa" "Diallo"
    Et que je clique sur "Envoyer"
    Alors l’état dit "1 document est parti."
    Et je vois "Remis au dossier"
    Quand je reviens au premier appareil
    Alors l’état dit "« Radio du poignet » vient d’arriver dans le dossier."
    Et je vois "Envoyé par CHU de Valbois"
    Et je vois "Nouveau"
    Quand je clique sur "Radio du poignet"
    Alors je vois "personne ne peut le modifier ni le supprimer"
    Et je ne vois pas "Supprimer"
    Quand je télécharge avec "Télécharger"
    Alors le fichier téléchargé est exactement "Radio du poignet.png"
    Quand je clique sur "Retour au dossier"
    Alors je vois "Envoyé par CHU de Valbois"
    Et je ne vois pas "Nouveau"
    Quand j’ouvre "/historique"
    Alors je vois "Document déposé dans le dossier"
    Quand je prends un autre appareil
    Et que j’ouvre "/pro/envoyer"
    Et que je choisis d’envoyer "Biopsie.pdf"
    Et que je remplis les traits de "awa.diallo" au nom de "Awa" "Diallo"
    Et que je clique sur "Résultat à annoncer : ne montrer qu’après ma visite"
    Et que je clique sur "Envoyer"
    Alors l’état dit "1 document attend votre annonce."
    Quand je reviens au premier appareil
    Et que j’ouvre "/historique"
    Alors je vois "Document déposé dans le dossier"
    Et je ne vois pas "Biopsie"
    Quand j’ouvre "/dossier"
    Alors je vois "2 documents"
    Et je ne vois pas "Biopsie"
    Quand je prends un autre appareil
    Et que je clique sur "Montrer maintenant"
    Alors l’état dit "Le document est remis au dossier de la personne, qui en est prévenue."
    Quand je reviens au premier appareil
    Alors l’état dit "« Biopsie » vient d’arriver dans le dossier."
    Et je vois "3 documents"

  Scénario: Un trait qui diffère fait attendre, se corrige, et le même fichier n’arrive qu’une fois
    Étant donné une démonstration toute neuve
    Et que je suis connecté comme "chu.valbois"
    Quand j’ouvre "/pro/envoyer"
    Et que je clique sur "Envoyer"
    Alors le champ "Numéro de sécurité sociale" dit "Indiquez le numéro"
    Et je vois "Ajoutez au moins un fichier à envoyer."
    Quand je choisis d’envoyer "Bilan.pdf"
    Et que je remplis les traits de "awa.diallo" au nom de "Ada" "Diallo"
    Et que je clique sur "Envoyer"
    Alors l’état dit "1 document est parti."
    Et je vois "Ces traits ne sont pas tous ceux d’une personne que Carnet peut joindre."
    Quand je clique sur "Corriger"
    Alors le champ "Prénoms" contient "Ada"
    Quand je remplis "Prénoms" avec "Awa"
    Et que je clique sur "Envoyer de nouveau"
    Alors je vois "Remis au dossier"
    Et je ne vois pas "Ces traits ne sont pas tous ceux"
    Quand j’ouvre "/pro/envoyer"
    Et que je choisis d’envoyer "Bilan.pdf"
    Et que je remplis les traits de "awa.diallo" au nom de "Awa" "Diallo"
    Et que je clique sur "Envoyer"
    Alors l’état dit "1 document est parti."
    Quand je prends un autre appareil
    Et que je suis connectée comme "awa.diallo"
    Et que j’ouvre "/dossier"
    Alors je vois "2 documents"

  Scénario: Contester auprès de l’auteur
    Étant donné une démonstration toute neuve
    Et que je suis connecté comme "paul.durand"
    Quand j’ouvre "/dossier?auteur=&q=hospitalisation de jour"
    Et que je clique sur "Compte rendu d’hospitalisation de jour"
    Et que je clique sur "Je conteste"
    Et que je clique sur "Envoyer à l’auteur"
    Alors le champ "Ce que vous contestez" dit "Écrivez quelque chose"
    Quand je remplis "Ce que vous contestez" avec "Je n’ai pas été hospitalisé ce jour-là."
    Et que je clique sur "Envoyer à l’auteur"
    Alors l’adresse contient "/messages/"
    Et je vois "Je n’ai pas été hospitalisé ce jour-là."
    Quand je prends l’autre appareil, au cabinet
    Et que je suis connecté comme "chu.valbois"
    Et que je clique sur "Je conteste un document du"
    Alors je vois "Je n’ai pas été hospitalisé ce jour-là."
    Quand je reviens au premier appareil
    Et que je reviens en arrière
    Et que je clique sur "Voir la contestation"
    Alors je vois "Je n’ai pas été hospitalisé ce jour-là."
