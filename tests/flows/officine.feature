# language: fr
Fonctionnalité: L’officine
  Le comptoir d’une pharmacie : prendre, préparer, prévenir, remettre contre le code, refuser, au clavier ou du doigt.

  Contexte:
    Étant donné une démonstration toute neuve

  Scénario: La connexion mène au comptoir, et le tableau dit où en est chaque commande
    Étant donné que je suis connecté comme "pharmacie.marche"
    Alors l’adresse est "/officine"
    Et le titre est "Officine"
    Et la commande de "Paul Durand" est dans la colonne "Envoyées"
    Et la commande de "Camille Martin" est dans la colonne "Reçues"
    Et la commande de "Léo Martin" est dans la colonne "Prêtes"
    Quand j’appuie sur "g"
    Et que j’appuie sur "p"
    Alors l’adresse est "/parametres"
    Quand j’appuie sur "g"
    Et que j’appuie sur "o"
    Alors l’adresse est "/officine"

  Scénario: Un geste d’un collègue se voit sans recharger, et chacun reste qui il est
    Étant donné que je suis connecté comme "pharmacie.marche"
    Et que la commande de "Paul Durand" est dans la colonne "Envoyées"
    Quand je prends un autre appareil
    Et que je me connecte comme "pharmacie.marche"
    Et que je fais avancer la commande de "Paul Durand"
    Alors la commande de "Paul Durand" est dans la colonne "Reçues"
    Quand je reviens au premier appareil
    Alors la commande de "Paul Durand" est dans la colonne "Reçues"
    Quand je fais avancer la commande de "Paul Durand"
    Alors la commande de "Paul Durand" est dans la colonne "En préparation"
    Quand je prends un autre appareil
    Alors la commande de "Paul Durand" est dans la colonne "En préparation"

  Scénario: Le tableau se conduit au clavier
    Étant donné que je suis connecté comme "pharmacie.marche"
    Et que la commande de "Paul Durand" est dans la colonne "Envoyées"
    Quand j’appuie sur "j"
    Et que j’appuie sur "s"
    Alors la commande de "Paul Durand" est dans la colonne "Reçues"
    Et les touches sont sur la commande de "Paul Durand"
    Quand j’appuie sur "Enter"
    Alors l’adresse contient "commande="
    Et je vois "Metformine 850 mg"
    Quand j’appuie sur "s"
    Alors je vois "La commande est prête"
    Quand j’appuie sur "m"
    Alors je vois "Prévenir la personne"
    Quand j’appuie sur "Escape"
    Alors je ne vois pas "Prévenir la personne"
    Quand j’appuie sur "f"
    Alors je vois "Fiche de préparation n°"
    Quand j’appuie sur "b"
    Alors la commande de "Paul Durand" est dans la colonne "En préparation"
    Quand j’appuie sur "?"
    Alors je vois "Étape suivante de la carte ou de la commande"

  Scénario: Un code faux se dit à côté de la case, qui le garde
    Étant donné que je suis connecté comme "pharmacie.marche"
    Quand j’ouvre la commande de "Léo Martin"
    Et que j’appuie sur "c"
    Et que je remplis "Code de retrait" avec "22"
    Et que je clique sur "Remettre la commande"
    Alors le champ "Code de retrait" dit "Un code de retrait compte six lettres ou chiffres."
    Quand je remplis "Code de retrait" avec "222222"
    Et que je clique sur "Remettre la commande"
    Alors le champ "Code de retrait" dit "Il reste 4 essais."
    Et le champ "Code de retrait" contient "222222"
    Et je vois "Peut venir à sa place"
    Et je vois "Jeanne Martin"
    Quand j’ouvre "/officine"
    Alors la commande de "Léo Martin" est dans la colonne "Prêtes"

  Scénario: Proposer un remplacement, mettre une ligne en attente, promettre une heure
    Étant donné que je suis connecté comme "pharmacie.marche"
    Quand j’ouvre la commande de "Paul Durand"
    Et que je clique sur "Prendre la commande"
    Et que je clique sur "Proposer un remplacement"
    Et que je clique sur "Proposer"
    Alors le champ "Médicament proposé" dit "Indiquez le médicament que vous proposez."
    Quand je remplis "Médicament proposé" avec "Metformine 1000 mg"
    Et que je clique sur "Proposer"
    Alors je vois "Remplacement proposé, réponse attendue"
    Et je vois "Metformine 1000 mg"
    Quand je clique sur "Promettre une heure"
    Et que je choisis le lendemain
    Et que je remplis "Heure" avec "25 h"
    Et que je clique sur "Prévenir la personne"
    Alors le champ "Heure" dit "Cette heure n’existe pas. Écrivez-la comme 17 h 30."
    Quand je remplis "Heure" avec "17 h"
    Et que je clique sur "Prévenir la personne"
    Alors je vois "La personne est prévenue."
    Quand je clique sur "Retour au tableau"
    Alors je vois "Promise : demain, 17 h 00"
    Et je vois "Attend une réponse"

  Scénario: Refuser demande une raison, et la commande quitte le comptoir
    Étant donné que je suis connecté comme "pharmacie.marche"
    Quand j’ouvre la commande de "Camille Martin"
    Et que je clique sur "Refuser"
    Et que je remplis "Un mot pour la personne (facultatif)" avec "Je ne lis pas la dose."
    Et que je clique sur "Refuser la commande"
    Alors le champ "Raison" dit "Choisissez une raison dans la liste."
    Et le champ "Un mot pour la personne (facultatif)" contient "Je ne lis pas la dose."
    Quand je choisis "Trop tôt pour la délivrer" dans "Raison"
    Et que je clique sur "Refuser la commande"
    Alors le champ "À partir de quel jour" dit "Indiquez à partir de quel jour : à venir, dans un an au plus."
    Quand je remplis "À partir de quel jour" avec "31/02/2027"
    Et que je clique sur "Refuser la commande"
    Alors le champ "À partir de quel jour" dit "Cette date n’existe pas. Écrivez-la comme 26/11/2026."
    Et le champ "À partir de quel jour" contient "31/02/2027"
    Quand je choisis "Ordonnance illisible" dans "Raison"
    Et que je clique sur "Refuser la commande"
    Alors le titre est "Officine"
    Et je ne vois pas "Camille Martin"
    Quand je clique sur "Commandes terminées sans remise"
    Alors je vois "refusée"

  Scénario: Saisir une ligne de l’ordonnance, sans rien perdre
    Étant donné que je suis connecté comme "pharmacie.marche"
    Quand j’ouvre la commande de "Camille Martin"
    Et que je clique sur "Saisir une ligne"
    Et que je remplis "Médicament" avec "Colécalciférol 100 000 UI"
    Et que je remplis "Durée en jours" avec "une"
    Et que je clique sur "Ajouter la ligne"
    Alors le champ "Durée en jours" dit "Écrivez un nombre entier de 0 à 366."
    Et le champ "Médicament" contient "Colécalciférol 100 000 UI"
    Quand je remplis "Durée en jours" avec "1"
    Et que je clique sur "Ajouter la ligne"
    Et que je clique sur "Abandonner"
    Alors je vois "pendant 1 jour"

  Scénario: Retrouver une commande par son nom
    Étant donné que je suis connecté comme "pharmacie.marche"
    Quand je remplis "Nom ou numéro" avec "leo"
    Alors je vois "1 commande trouvée"
    Et l’adresse contient "recherche=leo"
    Et je ne vois pas "Paul Durand"
    Quand je remplis "Nom ou numéro" avec "personne"
    Alors je vois "Aucune commande ne correspond"
    Quand je clique sur "Effacer la recherche"
    Alors la commande de "Paul Durand" est dans la colonne "Envoyées"

  Scénario: Dire ses horaires, sans rien perdre de ce qui est faux
    Étant donné que je suis connecté comme "pharmacie.marche"
    Quand je clique sur "Horaires"
    Et que je remplis "Lundi" avec "19h-9h"
    Et que je remplis "Fermetures" avec "01/08/2027 - 15/08/2027 plus tard"
    Et que je clique sur "Enregistrer"
    Alors le champ "Lundi" dit "La fin vient avant le début"
    Et le champ "Fermetures" contient "01/08/2027 - 15/08/2027 plus tard"
    Quand je remplis "Lundi" avec "9h-19h"
    Et que je clique sur "Enregistrer"
    Alors l’état dit "Les horaires sont enregistrés."

  Scénario: Un comptoir vide dit quoi faire
    Étant donné que je suis connecté comme "pharmacie.lilas"
    Alors je vois "Aucune commande pour l’instant"
    Et je vois "Vérifier les horaires"

  Scénario: Une page qui n’est pas pour elle ramène la pharmacie à ses commandes
    Étant donné que je suis connecté comme "pharmacie.marche"
    Quand j’ouvre "/accueil"
    Alors l’adresse contient "/parametres"
    Et je vois "La page demandée est réservée aux patients."
    Quand je clique sur "Revenir aux commandes du comptoir"
    Alors l’adresse est "/officine"

  Scénario: La page n’est que pour les pharmacies
    Étant donné que je suis connectée comme "camille.martin"
    Quand j’ouvre "/officine"
    Alors l’adresse contient "/parametres"
    Et je vois "La page demandée est réservée aux pharmacies."

  Scénario: Sur un téléphone, le tableau s’ouvre sur la première colonne qui tient une commande
    Étant donné que je tiens un téléphone
    Et que je suis connecté comme "pharmacie.marche"
    Quand je fais avancer la commande de "Paul Durand"
    Alors je vois "Rien dans cette colonne."
    Quand j’ouvre "/officine"
    Alors l’adresse contient "colonne=recues"
    Et je vois "Paul Durand"
    Quand je clique sur "Envoyées"
    Alors l’adresse contient "colonne=envoyees"
    Quand je recharge la page
    Alors l’adresse contient "colonne=envoyees"
    Et je vois "Rien dans cette colonne."

  Plan du scénario: Sur un téléphone une colonne à la fois, et tout se touche du doigt
    Étant donné que je tiens <taille>
    Et que je suis connecté comme "pharmacie.marche"
    Alors l’adresse contient "colonne=envoyees"
    Et je vois "Paul Durand"
    Et je ne vois pas "Camille Martin"
    Et la page tient dans la largeur
    Et rien ne se touche du doigt sur moins de 44 points
    Et chaque vue et chaque filtre se lit en entier
    Quand je clique sur "Reçues"
    Alors je vois "Camille Martin"
    Et je ne vois pas "Paul Durand"
    Quand j’ouvre la commande de "Camille Martin"
    Alors la page tient dans la largeur
    Et rien ne se touche du doigt sur moins de 44 points
    Et la page est accessible
    Quand je lis Carnet en anglais
    Alors je vois "Begin to prepare"
    Et la page est accessible

    Exemples:
      | taille             |
      | un téléphone       |
      | un petit téléphone |
