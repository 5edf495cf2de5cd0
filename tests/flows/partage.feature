# language: fr
Fonctionnalité: Montrer des documents à quelqu’un qui n’a pas de compte
  Un lien et un code ouvrent dans un autre navigateur ce qui a été coché, et rien d’autre, jusqu’à ce qu’on l’arrête.

  Scénario: Un médecin sans compte ouvre le lien, puis Awa l’arrête
    Étant donné une démonstration toute neuve
    Et que je suis connectée comme "awa.diallo"
    Et que j’ouvre "/dossier"
    Et que j’ajoute le document "bilan.pdf"
    Et que le document "bilan.pdf" est ajouté
    Et que j’ajoute le document "secret.txt"
    Et que le document "secret.txt" est ajouté
    Quand je clique sur "Partager"
    Alors le titre est "Partages"
    Quand je clique sur "Faire un lien"
    Et que je clique sur "Faire le lien"
    Alors le champ "Pour qui" dit "Dites pour qui est ce lien"
    Et je vois "Cochez le résumé, ou au moins un document à montrer."
    Quand je clique sur "bilan"
    Alors je vois "1 document coché"
    Et la page est accessible
    Quand je remplis "Pour qui" avec "Dr Untel"
    Et que je clique sur "Faire le lien"
    Alors je vois "Notez-les maintenant"
    Et la page est accessible
    Quand je retiens le lien et son code
    Et que je clique sur "Voir les partages"
    Alors je vois "Personne ne l’a encore ouvert."
    Quand je prends un autre appareil
    Et que j’ouvre le lien retenu
    Alors je ne vois pas "Awa"
    Et la page est accessible
    Quand je remplis "Code" avec "ZZZZ-ZZZZ"
    Et que je clique sur "Ouvrir"
    Alors je vois "Essais restants : 4."
    Quand je remplis "Code" avec le code du lien
    Et que je clique sur "Ouvrir"
    Alors le titre est "Documents d’Awa Diallo"
    Et je vois "bilan"
    Et je ne vois pas "secret"
    Et la page tient dans la largeur
    Quand je télécharge avec "Télécharger"
    Alors le fichier téléchargé est exactement "bilan.pdf"
    Quand je clique sur "Voir"
    Alors le titre est "bilan"
    Et la page est accessible
    Quand je reviens au premier appareil
    Et que je clique sur "Qui a ouvert quoi"
    Alors je vois "Téléchargé : bilan"
    Quand je clique sur "Arrêter le partage"
    Alors je vois "Le partage est arrêté"
    Quand je prends un autre appareil
    Et que je recharge la page
    Alors le titre est "Ce lien n’ouvre plus rien"
    Quand je reviens au premier appareil
    Et que j’ouvre "/historique"
    Alors je vois "lien « Dr Untel »"

  Scénario: Cinq codes faux ferment un lien, et le temps ferme l’autre
    Étant donné une démonstration toute neuve
    Et que je suis connectée comme "camille.martin"
    Et que je fais un lien pour "Dr Untel"
    Quand je prends un autre appareil
    Et que j’ouvre le lien retenu
    Et que je donne 5 codes faux
    Alors le titre est "Ce lien n’ouvre plus rien"
    Quand je reviens au premier appareil
    Et que je fais un lien pour "Dr Autre"
    Quand un jour passe
    Quand je prends un autre appareil
    Et que j’ouvre le lien retenu
    Alors le titre est "Ce lien n’ouvre plus rien"
    Et je ne vois pas "Camille"
