# language: fr
Fonctionnalité: Le dossier des enfants
  Un parent ouvre le dossier de son enfant ; l’historique garde les deux noms.

  Scénario: Ouvrir le dossier d’un enfant et y ajouter un document
    Étant donné une démonstration toute neuve
    Et que je suis connectée comme "camille.martin"
    Quand je choisis "Léo Martin" dans "Dossier de"
    Alors je vois "Certificat pour la natation"
    Quand j’ouvre "/dossier"
    Et que j’ajoute le document "bulletin.pdf"
    Alors le document "bulletin.pdf" est ajouté
    Quand j’ouvre "/historique"
    Alors je vois "Léo Martin"
    Et je vois "Camille Martin"
    Et je vois "pour Léo Martin"

  Scénario: L’adresse d’un document d’enfant ouvre le dossier de cet enfant
    Étant donné une démonstration toute neuve
    Et que je suis connectée comme "camille.martin"
    Quand je choisis "Léo Martin" dans "Dossier de"
    Et que j’ouvre "/dossier"
    Et que je clique sur "Certificat pour la natation"
    Alors le titre est "Certificat pour la natation"
    Quand je retiens l’adresse sous le nom "natation"
    Et que je choisis "Camille Martin" dans "Dossier de"
    Alors l’adresse est "/dossier"
    Quand j’ouvre l’adresse retenue "natation"
    Alors la liste "Dossier de" montre "Léo Martin"

  Scénario: Le dossier d’un enfant n’est pas dans celui du parent
    Étant donné une démonstration toute neuve
    Et que je suis connectée comme "camille.martin"
    Quand j’ouvre "/dossier"
    Alors je vois "Mammographie"
    Et je ne vois pas "Certificat pour la natation"

  Scénario: Vérifier l’historique et garder son reçu
    Étant donné une démonstration toute neuve
    Et que je suis connectée comme "camille.martin"
    Quand j’ouvre "/historique"
    Et que je clique sur "Vérifier l’historique"
    Alors je vois "L’historique est en ordre"
    Quand je télécharge avec "Garder mon reçu"
    Alors le fichier téléchargé n’est pas vide
