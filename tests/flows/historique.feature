# language: fr
Fonctionnalité: Qui a vu quoi
  L’historique se filtre, l’adresse garde les filtres, et il se vérifie hors de Carnet avec un reçu gardé avant.

  Scénario: Filtrer l’historique, puis le vérifier hors de Carnet
    Étant donné une démonstration toute neuve
    Et que je suis connecté comme "paul.durand"
    Quand j’ouvre "/historique"
    Et que je télécharge avec "Garder mon reçu"
    Et que je garde le fichier téléchargé comme reçu
    Et que je choisis "Documents" dans "Genre d’acte"
    Alors l’adresse contient "acte=documents"
    Et je ne vois pas "Session ouverte"
    Quand je choisis "7 derniers jours" dans "Période"
    Alors l’adresse contient "periode=7"
    Quand je reviens en arrière
    Alors l’adresse est "/historique?acte=documents"
    Et je vois "Document ajouté"
    Quand je recharge la page
    Alors je vois "Document ajouté"
    Et je ne vois pas "Session ouverte"
    Quand je clique sur "Vérifier hors de Carnet"
    Et que je télécharge avec "Historique complet"
    Et que je garde le fichier téléchargé comme historique
    Et que je télécharge avec "Le programme"
    Alors le programme téléchargé dit "Tout ce que votre reçu a vu"
    Et le programme téléchargé dit "a été coupé" de l’historique sans ses dernières lignes
