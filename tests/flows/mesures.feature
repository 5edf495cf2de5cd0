# language: fr
Fonctionnalité: Les mesures
  Une mesure se note d’une main ; ce qui est inhabituel est demandé, jamais refusé.

  Scénario: Noter une mesure, répondre à la question, la corriger, la retirer et la reprendre
    Étant donné une démonstration toute neuve
    Et que je suis connectée comme "awa.diallo"
    Et que je tiens un téléphone
    Quand j’ouvre "/profil/mesures"
    Et que je clique sur "Poids"
    Alors le titre est "Poids"
    Quand je remplis "Poids (kg)" avec "700"
    Et que je clique sur "Enregistrer"
    Alors le champ "Poids (kg)" dit "700 kg : est-ce bien cela ? Si oui, enregistrez encore une fois."
    Quand je remplis "Poids (kg)" avec "70,5"
    Et que je clique sur "Oui, enregistrer"
    Alors je vois "C’est enregistré."
    Quand je clique sur "Modifier : 70,5 kg"
    Alors le titre est "Poids"
    Et je vois "Corriger une mesure"
    Quand je remplis "Poids (kg)" avec "71"
    Et que je clique sur "Enregistrer"
    Alors je vois "Noter une mesure"
    Quand je clique sur "Retirer : 71 kg"
    Alors je vois "Mesure retirée."
    Quand je clique sur "Annuler"
    Alors je vois "C’est annulé."
    Quand je clique sur "1 mois"
    Alors l’adresse contient "periode=1m"
    Et je vois "71 kg"

  Scénario: Suivre un enfant sans quitter les mesures
    Étant donné une démonstration toute neuve
    Et que je suis connectée comme "camille.martin"
    Quand j’ouvre "/profil/mesures"
    Et que je choisis "Léo Martin" dans "Dossier de"
    Alors je vois "110 cm"
    Et l’adresse est "/profil/mesures"
    Quand je clique sur "Taille du corps"
    Alors je vois "103,5 cm"
