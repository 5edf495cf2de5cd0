# language: fr
Fonctionnalité: Chercher dans tout le carnet
  Un mot d’un compte rendu, d’un traitement ou d’un message mène à l’endroit où il est écrit.

  Contexte:
    Étant donné une démonstration toute neuve

  Scénario: De la touche « / » au compte rendu, et retour
    Étant donné que je suis connecté comme "paul.durand"
    Quand j’ouvre "/accueil"
    Et que j’appuie sur "/"
    Alors le titre est "Rechercher"
    Et je vois "La recherche lit les documents et leur texte"
    Et le curseur est dans "Rechercher dans tout le carnet"
    Quand je remplis "Rechercher dans tout le carnet" avec "electrocardiogramme"
    Alors je vois "7 résultats"
    Et je vois "Tension bien équilibrée."
    Et l’adresse contient "q=electrocardiogramme"
    Quand je clique sur "Compte rendu de consultation de cardiologie"
    Alors le titre est "Compte rendu de consultation de cardiologie"
    Quand je reviens en arrière
    Alors je vois "7 résultats"
    Quand je remplis "Rechercher dans tout le carnet" avec "zzz"
    Alors je vois "Rien ne correspond"
    Quand je remplis "Rechercher dans tout le carnet" avec "électrocardiogramme"
    Et que je clique sur "Tous les documents trouvés"
    Alors le titre est "Dossier"
    Et je vois "7 documents trouvés"
    Et je vois "Tension bien équilibrée."
    Et la page est accessible
