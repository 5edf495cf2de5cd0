# language: fr
Fonctionnalité: Le confort de lecture
  Taille du texte, contraste, mouvements, lecture simplifiée : choisis une fois, ils suivent le compte sur ses appareils.

  Scénario: Paul choisit de grandes lettres, et les retrouve sur un autre appareil
    Étant donné une démonstration toute neuve
    Et que je suis connecté comme "paul.durand"
    Quand j’ouvre "/parametres"
    Et que je clique sur "Très grande"
    Alors le texte est très grand
    Quand je clique sur "Fort"
    Alors le contraste est fort
    Quand je clique sur "Réduits"
    Alors les mouvements sont réduits
    Quand je clique sur "Simplifiée"
    Alors la lecture est simplifiée
    Quand je prends un autre appareil
    Et que je tiens un petit téléphone
    Et que je suis connecté comme "paul.durand"
    Alors le texte est très grand
    Et le contraste est fort
    Et la lecture est simplifiée
    Quand j’ouvre "/dossier"
    Alors la page tient dans la largeur
    Quand j’ouvre "/parametres"
    Alors la page tient dans la largeur
    Et rien ne se touche du doigt sur moins de 44 points
    Quand je clique sur "Normale"
    Et que je clique sur "Normal"
    Et que je clique sur "Complète"
    Alors la page est comme d’habitude

  Scénario: Sans être connecté, le navigateur garde son apparence
    Étant donné une démonstration toute neuve
    Et que je suis connectée comme "awa.diallo"
    Quand j’ouvre "/parametres"
    Et que je clique sur "Très grande"
    Et que je me déconnecte
    Alors le texte est très grand
    Quand je suis connectée comme "awa.diallo"
    Et que j’ouvre "/parametres"
    Et que je clique sur "Normale"
    Alors la page est comme d’habitude
