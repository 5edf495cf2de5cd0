# language: fr
Fonctionnalité: Sur un petit téléphone rien ne se coupe
  320 points de large : ce qu’un téléphone ancien ou un grand zoom laisse.

  Contexte:
    Étant donné une démonstration toute neuve
    Et que je tiens un petit téléphone

  Scénario: Supprimer, lire ce qui s’annule, et l’annuler
    Étant donné que je suis connecté comme "paul.durand"
    Quand j’ouvre "/dossier"
    Et que je clique sur "Bilan sanguin"
    Et que je clique sur "Supprimer"
    Alors l’annulation se lit d’un coup d’œil
    Et la page tient dans la largeur
    Quand je clique sur "Annuler la suppression"
    Alors je vois "est de nouveau dans le dossier."

  Scénario: Corriger un document sans chercher le bouton
    Étant donné que je suis connecté comme "paul.durand"
    Quand j’ouvre "/dossier"
    Et que je clique sur "Bilan sanguin"
    Et que je clique sur "Modifier"
    Alors je vois "Modifier les détails"
    Et "Enregistrer" est à portée

  Scénario: Deux rendez-vous en même temps se gardent sans chercher le bouton
    Étant donné que je suis connectée comme "awa.diallo"
    Quand j’ajoute le rendez-vous "Dentiste" dans 15 jours à "9 h 30"
    Et que j’ajoute le rendez-vous "Kiné" dans 15 jours à "9 h 45"
    Alors je vois "À ce moment-là, il y a déjà :"
    Et "Garder quand même" est à portée

  Plan du scénario: Chaque page se touche du doigt
    Étant donné que je suis connectée comme "camille.martin"
    Quand j’ouvre "<adresse>"
    Alors la page tient dans la largeur
    Et rien ne se touche du doigt sur moins de 44 points

    Exemples:
      | adresse     |
      | /accueil    |
      | /dossier    |
      | /historique |

  Plan du scénario: Les vues, les filtres et le nom du dossier se lisent en entier
    Étant donné que je suis connectée comme "camille.martin"
    Quand j’ouvre "<adresse>"
    Alors la page tient dans la largeur
    Et chaque vue et chaque filtre se lit en entier
    Et le choix de "Dossier de" se lit en entier
    Quand je lis Carnet en anglais
    Alors la page tient dans la largeur
    Et chaque vue et chaque filtre se lit en entier

    Exemples:
      | adresse                          |
      | /agenda                          |
      | /agenda?vue=prevoir              |
      | /agenda?vue=mois&qui=famille     |
      | /prevention?onglet=changements   |
