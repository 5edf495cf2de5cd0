# language: fr
Fonctionnalité: Envoyer une ordonnance à la pharmacie
  On choisit une ordonnance, une pharmacie, ce que l’on souhaite ; la commande se suit ensuite toute seule.

  Contexte:
    Étant donné une démonstration toute neuve
    Et que je suis connectée comme "camille.martin"

  Scénario: Envoyer, et un double clic ne fait qu’une commande
    Quand j’ouvre "/pharmacie"
    Et que je clique sur "Envoyer une ordonnance"
    Et que je clique sur "Choisir : Ordonnance de vitamine D"
    Et que je clique sur "Continuer"
    Et que je remplis "Nom ou ville" avec "marché"
    Et que je clique sur "Choisir : Pharmacie du Marché"
    Et que je remplis "Une question à la pharmacie" avec "Faut-il la prendre au repas ?"
    Et que je double-clique sur "Envoyer la commande"
    Alors je vois "Pour la retirer"
    Et je vois "Faut-il la prendre au repas ?"
    Et je vois "Code de retrait"
    Quand je clique sur "Retour aux commandes"
    Alors je vois 2 commandes
    Et je vois "Pharmacie du Marché"
    Et je vois "Envoyée"

  Scénario: La même ordonnance ne part pas deux fois
    Étant donné que j’ai envoyé "Ordonnance de vitamine D" à la "Pharmacie du Marché"
    Quand je prépare l’envoi de "Ordonnance de vitamine D" à la "Pharmacie des Lilas"
    Et que je remplis "Une question à la pharmacie" avec "Est-ce prêt ce soir ?"
    Et que je clique sur "Envoyer la commande"
    Alors je vois "Cette ordonnance est déjà dans une commande en cours"
    Et le champ "Une question à la pharmacie" contient "Est-ce prêt ce soir ?"

  Scénario: Recopier les lignes de l’ordonnance, sans rien perdre d’une faute
    Quand je prépare l’envoi de "Ordonnance de vitamine D" à la "Pharmacie du Marché"
    Et que je remplis "Une question à la pharmacie" avec "À jeun ?"
    Et que je clique sur "Recopier une ligne"
    Et que je remplis "Médicament" avec "Cholécalciférol"
    Et que je remplis "Dose" avec "1 ampoule"
    Et que je remplis "Durée en jours" avec "trois mois"
    Et que je clique sur "Ajouter la ligne"
    Alors le champ "Durée en jours" dit "Écrivez un nombre entier de 0 à 366."
    Et le champ "Médicament" contient "Cholécalciférol"
    Et le champ "Dose" contient "1 ampoule"
    Quand je remplis "Durée en jours" avec "90"
    Et que je clique sur "Ajouter la ligne"
    Alors je vois "Cholécalciférol, 1 ampoule, pendant 90 jours"
    Et le champ "Une question à la pharmacie" contient "À jeun ?"
    Quand je clique sur "Recopier une ligne"
    Et que je remplis "Médicament" avec "Fer"
    Et que je clique sur "Envoyer la commande"
    Alors le champ "Médicament" dit "Ajoutez cette ligne, ou effacez-la."
    Et le champ "Médicament" contient "Fer"
    Quand je clique sur "Abandonner"
    Et que je clique sur "Cholécalciférol, 1 ampoule, pendant 90 jours"
    Et que je clique sur "Envoyer la commande"
    Alors je vois "Cochez au moins une ligne."
    Quand je clique sur "Cholécalciférol, 1 ampoule, pendant 90 jours"
    Et que je clique sur "Envoyer la commande"
    Alors je vois "Pour la retirer"
    Et je vois "À préparer"

  Scénario: Photographier une ordonnance pour l’envoyer
    Quand j’ouvre "/pharmacie?envoyer=ordonnance"
    Et que j’ajoute le document "ordonnance.jpg"
    Alors je vois "Choisie : ordonnance"
    Quand je clique sur "Continuer"
    Et que je clique sur "Choisir : Pharmacie des Lilas"
    Et que je clique sur "Envoyer la commande"
    Alors je vois "Pour la retirer"
    Quand j’ouvre "/dossier?categorie=ordonnance"
    Alors je vois "ordonnance"

  Scénario: Annuler une commande
    Étant donné que j’ai envoyé "Ordonnance de vitamine D" à la "Pharmacie du Marché"
    Quand je clique sur "Annuler la commande"
    Et que je clique sur "Garder la commande"
    Alors je vois "Pour la retirer"
    Quand je clique sur "Annuler la commande"
    Alors je vois "Annuler cette commande ?"
    Quand je clique sur "Annuler la commande"
    Alors je vois "Cette commande est annulée"
    Et je ne vois pas "Pour la retirer"
    Quand je clique sur "Retour aux commandes"
    Alors je vois 1 commande
    Quand je clique sur "Terminées"
    Alors je vois "Annulée"

  Scénario: Une autre personne vient la chercher, avec un nouveau code
    Étant donné que j’ai envoyé "Ordonnance de vitamine D" à la "Pharmacie du Marché"
    Quand je remplis "Qui d’autre peut venir la chercher ?" avec "Sami Martin"
    Et que je clique sur "Enregistrer"
    Alors l’état dit "C’est noté : la pharmacie le voit."
    Quand je recharge la page
    Alors le champ "Qui d’autre peut venir la chercher ?" contient "Sami Martin"
    Quand je clique sur "Faire un nouveau code"
    Alors l’état dit "Voici un nouveau code. L’ancien n’ouvre plus rien."

  Scénario: Sa pharmacie habituelle
    Quand j’ouvre "/pharmacie?vue=pharmacies"
    Et que je remplis "Code postal" avec "00120"
    Alors je vois "De la plus proche à la plus loin"
    Quand je clique sur "En faire l’habituelle : Pharmacie du Marché"
    Alors je vois "Votre pharmacie habituelle"
    Quand je remplis "Code postal" avec "99999"
    Alors je vois "Aucune pharmacie connue à ce code postal"
    Quand j’ouvre "/pharmacie"
    Alors je vois "Pharmacie habituelle : Pharmacie du Marché"

  Scénario: Un parent commande pour son enfant
    Quand je choisis "Léo Martin" dans "Dossier de"
    Et que j’ouvre "/pharmacie?envoyer=ordonnance"
    Et que j’ajoute le document "fièvre.pdf"
    Alors je vois "Choisie : fièvre"
    Quand je clique sur "Continuer"
    Et que je clique sur "Choisir : Pharmacie du Marché"
    Et que je clique sur "Partager avec cette pharmacie"
    Et que je remplis "Ses allergies" avec "Œuf"
    Et que je clique sur "Envoyer la commande"
    Alors je vois "Pour la retirer"
    Et je vois "Œuf"
    Quand je clique sur "Retour aux commandes"
    Alors je vois "Léo Martin"
    Et je vois 2 commandes

  Scénario: Une adresse qui n’est pas la sienne
    Quand j’ouvre "/pharmacie?commande=0123456789abcdef0123456789abcdef"
    Alors le titre est "Introuvable"
    Et je vois "Ce que vous cherchez n’est pas dans ce dossier"
    Quand j’ouvre "/pharmacie?envoyer=pharmacie&ordonnance=0123456789abcdef0123456789abcdef"
    Alors le titre est "Introuvable"

  Scénario: Sur un petit téléphone, en anglais
    Étant donné que j’ai envoyé "Ordonnance de vitamine D" à la "Pharmacie du Marché"
    Quand je tiens un petit téléphone
    Alors la page tient dans la largeur
    Et rien ne se touche du doigt sur moins de 44 points
    Quand je lis Carnet en anglais
    Alors je vois "Pick-up code"
    Et la page tient dans la largeur
