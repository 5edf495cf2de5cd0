# language: fr
Fonctionnalité: La vie d’une commande, des deux côtés du comptoir
  Deux navigateurs côte à côte : chacun voit ce que fait l’autre sans recharger sa page.

  Contexte:
    Étant donné une démonstration toute neuve
    Et que je suis connectée comme "camille.martin"
    Et que je prends l’autre appareil, à la pharmacie
    Et que je suis connectée comme "pharmacie.marche"
    Et que le comptoir écoute
    Et que je reviens au premier appareil

  Scénario: De l’envoi à la remise, avec un générique proposé et accepté
    Quand je prépare l’envoi de "Ordonnance de vitamine D" à la "Pharmacie du Marché"
    Et que je clique sur "Recopier une ligne"
    Et que je remplis "Médicament" avec "Uvédose 100 000 UI"
    Et que je clique sur "Ajouter la ligne"
    Et que je clique sur "Envoyer la commande"
    Alors je vois "Pour la retirer"
    Quand je retiens le numéro et le code de la commande
    Et que je prends l’autre appareil, à la pharmacie
    Alors ma commande arrive au tableau et sonne
    Quand j’ouvre ma commande au comptoir
    Et que je clique sur "Prendre la commande"
    Alors je vois "Commencer la préparation"
    Quand je reviens au premier appareil
    Alors la commande est "Reçue"
    Quand je prends l’autre appareil, à la pharmacie
    Et que je clique sur "Commencer la préparation"
    Et que je clique sur "Proposer un remplacement"
    Et que je remplis "Médicament proposé" avec "Cholécalciférol 100 000 UI"
    Et que je clique sur "Proposer"
    Quand je reviens au premier appareil
    Alors je vois "Proposé à la place : Cholécalciférol 100 000 UI"
    Quand je clique sur "Accepter : Cholécalciférol 100 000 UI"
    Alors l’état dit "Vous avez accepté le remplacement."
    Quand je prends l’autre appareil, à la pharmacie
    Alors je vois "accepté"
    Quand je clique sur "La commande est prête"
    Et que je reviens au premier appareil
    Alors la commande est "Prête"
    Quand je prends l’autre appareil, à la pharmacie
    Et que je remplis "Code de retrait" avec "ABC234"
    Et que je clique sur "Remettre la commande"
    Alors je vois "Ce code n’est pas celui de cette commande."
    Et le champ "Code de retrait" contient "ABC234"
    Quand je montre mon code au comptoir
    Et que je clique sur "Remettre la commande"
    Alors je vois "Remise"
    Quand je reviens au premier appareil
    Alors la commande est "Remise"
    Et chaque étape est dite, de "Envoyée" à "Remise"
    Quand j’ouvre "/historique"
    Alors je vois "Commande remise"
    Et je vois "Pharmacie du Marché"

  Scénario: Refusée, puis envoyée ailleurs d’un clic
    Étant donné que j’ai envoyé "Ordonnance de vitamine D" à la "Pharmacie du Marché"
    Quand je retiens le numéro et le code de la commande
    Et que je prends l’autre appareil, à la pharmacie
    Et que j’ouvre ma commande au comptoir
    Et que je clique sur "Refuser"
    Et que je choisis "Médicament indisponible dans cette pharmacie" dans "Raison"
    Et que je clique sur "Refuser la commande"
    Et que je reviens au premier appareil
    Alors la commande est "Refusée"
    Et je vois "Médicament indisponible dans cette pharmacie"
    Quand je clique sur "Envoyer ici : Pharmacie des Lilas"
    Alors je vois "Pharmacie des Lilas"
    Et la commande est "Envoyée"

  Scénario: Ses allergies vont avec la commande, si on le choisit
    Quand je prépare l’envoi de "Ordonnance de vitamine D" à la "Pharmacie du Marché"
    Alors je vois "Rien n’en est partagé avec la pharmacie, sauf si vous le choisissez."
    Quand je clique sur "Partager avec cette pharmacie"
    Et que je remplis "Mes allergies" avec "Pénicilline : urticaire"
    Alors je vois "Cette pharmacie les verra avec cette commande, et personne d’autre."
    Quand je clique sur "Envoyer la commande"
    Alors je vois "Pour la retirer"
    Et je vois "Pénicilline : urticaire"
    Quand je retiens le numéro et le code de la commande
    Et que je prends l’autre appareil, à la pharmacie
    Et que j’ouvre ma commande au comptoir
    Alors je vois "Partagé par le patient"
    Et je vois "Pénicilline : urticaire"
    Et je vois "Non partagé"
    Et la page est accessible
    Quand j’appuie sur "f"
    Alors je vois "Fiche de préparation n°"
    Et je vois "Pénicilline : urticaire"
    Quand j’ouvre "/officine"
    Et que j’ouvre la commande de "Paul Durand"
    Alors je vois "Le patient n’a pas partagé ses allergies ni ses traitements."
    Et je ne vois pas "Pénicilline"
    Quand je reviens au premier appareil
    Et que je prépare l’envoi de "Ordonnance de fer" à la "Pharmacie des Lilas"
    Alors je ne vois pas "Pénicilline"
    Quand je clique sur "Partager avec cette pharmacie"
    Alors le champ "Mes allergies" contient "Pénicilline : urticaire"
    Et je vois "Repris de la commande du"
    Et la page est accessible
    Quand je clique sur "Tout effacer"
    Alors le champ "Mes allergies" contient ""
    Et je ne vois pas "Repris de la commande du"
    Quand je clique sur "Ne rien partager"
    Alors je vois "Rien n’en est partagé avec la pharmacie, sauf si vous le choisissez."

  Scénario: Prise et jamais commencée : on le sait, et l’on peut aller ailleurs
    Étant donné que j’ai envoyé "Ordonnance de vitamine D" à la "Pharmacie du Marché"
    Quand je retiens le numéro et le code de la commande
    Et que je prends l’autre appareil, à la pharmacie
    Et que j’ouvre ma commande au comptoir
    Et que je clique sur "Prendre la commande"
    Alors je vois "Commencer la préparation"
    Quand une semaine passe
    Et que je me connecte de nouveau comme "pharmacie.marche"
    Alors ma commande est en retard au tableau
    Quand je reviens au premier appareil
    Et que je me connecte de nouveau comme "camille.martin"
    Et que j’ouvre "/pharmacie"
    Alors je vois "Pas encore préparée"
    Quand j’ouvre l’adresse de ma commande
    Alors je vois "La pharmacie ne prépare pas encore cette commande"
    Et je vois "Pour la retirer"
    Quand je clique sur "Envoyer ici : Pharmacie des Lilas"
    Alors la commande est "Envoyée"
    Et je vois "Pharmacie des Lilas"

  Scénario: Annulée pendant que la pharmacie la regarde
    Étant donné que j’ai envoyé "Ordonnance de vitamine D" à la "Pharmacie du Marché"
    Quand je retiens le numéro et le code de la commande
    Et que je prends l’autre appareil, à la pharmacie
    Et que j’ouvre ma commande au comptoir
    Et que je reviens au premier appareil
    Et que je clique sur "Annuler la commande"
    Et que je clique sur "Annuler la commande"
    Alors la commande est "Annulée"
    Quand je prends l’autre appareil, à la pharmacie
    Alors je vois "Cette commande n’est pas à votre comptoir"
    Et je ne vois pas "Ordonnance de vitamine D"

  Scénario: Personne ne la prend : elle expire, et l’on propose d’aller ailleurs
    Étant donné que j’ai envoyé "Ordonnance de vitamine D" à la "Pharmacie du Marché"
    Quand une semaine passe
    Et que je me connecte de nouveau comme "camille.martin"
    Et que j’ouvre "/pharmacie?quand=terminees"
    Alors je vois "Expirée"
    Quand je clique sur "Pharmacie du Marché"
    Alors je vois "Cette commande a expiré"
    Et je vois "Envoyer ici : Pharmacie des Lilas"
