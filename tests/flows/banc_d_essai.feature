# language: fr
Fonctionnalité: Le banc d’essai
  En démonstration seulement : voyager dans le temps, lire tout ce qui part, recommencer.

  Contexte:
    Étant donné une démonstration toute neuve

  Scénario: Voyager et revenir
    Quand j’ouvre "/demo"
    Et que je clique sur "+6 semaines"
    Alors je vois "Pour Carnet, nous sommes maintenant le"
    Et je vois "Code expiré"
    Et je ne vois pas "Lettre en attente"
    Quand je clique sur "Revenir au présent"
    Alors je vois "Lettre en attente"

  Scénario: On ne remonte pas le temps
    Quand j’ouvre "/demo"
    Et que je remplis "Aller à une date" avec "2020-01-01"
    Et que je clique sur "Y aller" sans les contrôles du navigateur
    Alors le champ "Aller à une date" dit "on ne remonte pas le temps"
    Et le champ "Aller à une date" contient "2020-01-01"
    Et le curseur est dans "Aller à une date"

  Scénario: Tout remettre à zéro
    Quand j’ouvre "/demo"
    Et que je clique sur "+6 semaines"
    Alors je ne vois pas "Lettre en attente"
    Quand je clique sur "Tout remettre à zéro"
    Et que je clique sur "Oui, tout effacer"
    Alors je vois "Tout est de nouveau comme au premier jour."
    Et je vois "Lettre en attente"

  Scénario: Lire une lettre et trier ce qui est parti
    Quand j’ouvre "/demo"
    Et que je clique sur "Lettres"
    Alors l’adresse est "/demo?genre=lettre"
    Et je vois "Le carnet de santé numérique de Zoé"
    Quand je clique sur "E-mails"
    Alors je vois "Du nouveau dans votre carnet"
    Et je ne vois pas "Le carnet de santé numérique de Zoé"

  Scénario: Qui peut se connecter
    Quand j’ouvre "/demo"
    Alors je vois "camille.martin"
    Et je vois "Demo-Sante-2026!"
