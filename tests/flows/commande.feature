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
    Et l’historique du comptoir dit chaque étape, de "Envoyée" à "Remise"
    Et chaque étape y a son auteur, "Camille Martin" puis "Pharmacie du Marché"
    Quand je reviens au premier appareil
    Alors la commande est "Remise"
    Et chaque étape est dite, de "Envoyée" à "Remise"
    Quand j’ouvre "/historique"
    Alors l’historique dit, du premier au dernier :
      | Ordonnance envoyée à une pharmacie    |
      | Commande reçue par la pharmacie       |
      | Commande en préparation               |
      | Remplacement proposé par la pharmacie |
      | Remplacement accepté                  |
      | Commande prête                        |
      | Code de retrait faux présenté         |
      | Commande remise                       |
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

  Plan du scénario: Chaque raison d’un refus dit quoi faire ensuite
    Étant donné que j’ai envoyé "Ordonnance de vitamine D" à la "Pharmacie du Marché"
    Alors l’état dit "La commande est envoyée."
    Quand je retiens le numéro et le code de la commande
    Et que je prends l’autre appareil, à la pharmacie
    Et que j’ouvre ma commande au comptoir
    Et que je clique sur "Refuser"
    Et que je choisis <raison> dans "Raison"
    Et que je clique sur "Refuser la commande"
    Alors le titre est "Officine"
    Quand je reviens au premier appareil
    Alors la commande est "Refusée"
    Et l’état ne dit plus "La commande est envoyée."
    Et je vois <raison>
    Et je vois <suite>
    Et je vois "Envoyer ici : Pharmacie des Lilas"
    Et je ne vois pas "Pour la retirer"
    Et la page est accessible

    Exemples:
      | raison                                         | suite                                             |
      | "Ordonnance illisible"                         | "Photographier de nouveau"                        |
      | "Ordonnance trop ancienne"                     | "Envoyer une autre ordonnance"                    |
      | "Cette pharmacie n’assure pas ce service"      | "Envoyez-la à une pharmacie qui l’assure."        |
      | "La loi ne permet pas de la délivrer ainsi"    | "Apportez l’original à la pharmacie"              |

  Scénario: Refusée car trop tôt, avec le jour, puis renvoyée à la même pharmacie
    Étant donné que j’ai envoyé "Ordonnance de vitamine D" à la "Pharmacie du Marché"
    Quand je retiens le numéro et le code de la commande
    Et que je prends l’autre appareil, à la pharmacie
    Et que j’ouvre ma commande au comptoir
    Et que je clique sur "Refuser"
    Et que je choisis "Trop tôt pour la délivrer" dans "Raison"
    Et que je remplis "À partir de quel jour" avec "12/12/2026"
    Alors la page est accessible
    Quand je clique sur "Refuser la commande"
    Et que je reviens au premier appareil
    Alors je vois "Renvoyez-la à partir du 12 décembre 2026."
    Et la page est accessible
    Quand je clique sur "Renvoyer à la même pharmacie"
    Et que je clique sur "Envoyer la commande"
    Alors la commande est "Envoyée"
    Quand j’ouvre l’adresse de ma commande
    Alors la commande est "Refusée"
    Et je vois "Elle a été renvoyée depuis."

  Scénario: Illisible, photographiée de nouveau : la nouvelle commande prend la place de l’ancienne
    Étant donné que j’ai envoyé "Ordonnance de vitamine D" à la "Pharmacie du Marché"
    Quand je retiens le numéro et le code de la commande
    Et que je prends l’autre appareil, à la pharmacie
    Et que j’ouvre ma commande au comptoir
    Et que je clique sur "Refuser"
    Et que je choisis "Ordonnance illisible" dans "Raison"
    Et que je clique sur "Refuser la commande"
    Et que je reviens au premier appareil
    Et que je clique sur "Photographier de nouveau"
    Et que j’ajoute le document "ordonnance.jpg"
    Alors je vois "Choisie : ordonnance"
    Quand je clique sur "Continuer"
    Et que je clique sur "Envoyer la commande"
    Alors la commande est "Envoyée"
    Quand j’ouvre l’adresse de ma commande
    Alors je vois "Elle a été renvoyée depuis."
    Et je ne vois pas "Envoyer ici : Pharmacie des Lilas"

  Scénario: Prête et jamais retirée : elle est rappelée, puis expire, et se renvoie
    Étant donné que j’ai envoyé "Ordonnance de vitamine D" à la "Pharmacie du Marché"
    Quand je retiens le numéro et le code de la commande
    Et que je prends l’autre appareil, à la pharmacie
    Et que j’ouvre ma commande au comptoir
    Et que je clique sur "Prendre la commande"
    Et que je clique sur "Commencer la préparation"
    Et que je clique sur "La commande est prête"
    Et que je reviens au premier appareil
    Alors la commande est "Prête"
    Et je vois "gardée jusqu’au 3 décembre 2026"
    Quand 3 jours passent
    Et que je me connecte de nouveau comme "camille.martin"
    Et que j’ouvre "/notifications"
    Alors je vois "La commande vous attend"
    Quand une semaine passe
    Et que je me connecte de nouveau comme "camille.martin"
    Et que j’ouvre l’adresse de ma commande
    Alors la commande est "Expirée"
    Et je vois "Elle était prête, et personne n’est venu la chercher à temps."
    Et je vois "Renvoyer à la même pharmacie"
    Et la page est accessible
    Quand je prends l’autre appareil, à la pharmacie
    Et que je me connecte de nouveau comme "pharmacie.marche"
    Et que je clique sur "Commandes terminées sans remise"
    Alors je vois "expirée"

  Scénario: On partage ses allergies après coup, on les corrige, puis on ne les partage plus
    Étant donné que j’ai envoyé "Ordonnance de vitamine D" à la "Pharmacie du Marché"
    Quand je retiens le numéro et le code de la commande
    Et que je prends l’autre appareil, à la pharmacie
    Et que j’ouvre ma commande au comptoir
    Alors je vois "Le patient n’a pas partagé ses allergies ni ses traitements."
    Quand je reviens au premier appareil
    Et que je clique sur "Partager avec cette pharmacie"
    Et que je remplis "Mes allergies" avec "Pénicilline : urticaire"
    Alors la page est accessible
    Quand je clique sur "Partager avec cette pharmacie"
    Alors l’état dit "La pharmacie le voit maintenant."
    Quand je prends l’autre appareil, à la pharmacie
    Alors je vois "Pénicilline : urticaire"
    Quand je reviens au premier appareil
    Et que je clique sur "Modifier ce qui est partagé"
    Alors le champ "Mes allergies" contient "Pénicilline : urticaire"
    Quand je remplis "Mes autres traitements en cours" avec "Lévothyrox 75 µg"
    Et que je clique sur "Partager avec cette pharmacie"
    Et que je prends l’autre appareil, à la pharmacie
    Alors je vois "Lévothyrox 75 µg"
    Quand je reviens au premier appareil
    Et que je clique sur "Ne plus partager"
    Alors l’état dit "Ce n’est plus partagé : la pharmacie ne le voit plus."
    Et la page est accessible
    Quand je prends l’autre appareil, à la pharmacie
    Alors je vois "Le patient n’a pas partagé ses allergies ni ses traitements."
    Et je ne vois pas "Pénicilline"
    Quand je reviens au premier appareil
    Et que je clique sur "Partager avec cette pharmacie"
    Alors le champ "Mes allergies" contient "Pénicilline : urticaire"
    Quand je clique sur "Abandonner"
    Alors je ne vois pas "Abandonner"
    Quand j’ouvre "/historique"
    Alors l’historique dit, du premier au dernier :
      | Allergies et traitements partagés avec une commande |
      | Allergies et traitements partagés avec une commande |
      | Allergies et traitements d’une commande retirés     |

  Scénario: Le comptoir lit ce qui reste d’une ligne, et si c’est trop tôt
    Quand je prépare l’envoi de "Ordonnance de vitamine D" à la "Pharmacie du Marché"
    Et que je clique sur "Recopier une ligne"
    Et que je remplis "Médicament" avec "Colécalciférol"
    Et que je remplis "Durée en jours" avec "30"
    Et que je remplis "Renouvellements" avec "2"
    Et que je clique sur "Ajouter la ligne"
    Et que je clique sur "Envoyer la commande"
    Alors je vois "Pour la retirer"
    Quand je retiens le numéro et le code de la commande
    Et que je prends l’autre appareil, à la pharmacie
    Et que j’ouvre ma commande au comptoir
    Alors je vois "encore 3 délivrances, celle-ci comprise"
    Quand je clique sur "Prendre la commande"
    Et que je clique sur "Commencer la préparation"
    Et que je clique sur "La commande est prête"
    Et que je montre mon code au comptoir
    Et que je clique sur "Remettre la commande"
    Alors je vois "à partir du 21 décembre 2026"
    Et je ne vois pas "encore 2 délivrances"
    Quand je reviens au premier appareil
    Alors la commande est "Remise"
    Quand je prépare l’envoi de "Ordonnance de vitamine D" à la "Pharmacie du Marché"
    Et que je clique sur "Envoyer la commande"
    Alors je vois "Pour la retirer"
    Quand je retiens le numéro et le code de la commande
    Et que je prends l’autre appareil, à la pharmacie
    Et que j’ouvre "/officine"
    Et que j’ouvre ma commande au comptoir
    Alors je vois "encore 2 délivrances, celle-ci comprise"
    Et je vois "Trop tôt aujourd’hui"
    Et la page est accessible

  Scénario: Une mineure garde sa commande pour elle : sa mère n’en voit rien, la pharmacie sait se taire
    Étant donné que je prends un autre appareil
    Et que je suis connectée comme "jade.bernard"
    Quand j’ouvre "/pharmacie?envoyer=ordonnance"
    Et que je clique sur "Choisir : Ordonnance pour l’acné"
    Et que je clique sur "Continuer"
    Et que je clique sur "Choisir : Pharmacie du Marché"
    Et que je clique sur "Garder cette commande pour moi : mes parents ne la voient pas"
    Alors je vois "Les lignes que vous recopiez maintenant restent pour vous."
    Quand je clique sur "Recopier une ligne"
    Et que je remplis "Médicament" avec "Adapalène"
    Et que je clique sur "Ajouter la ligne"
    Alors la page est accessible
    Quand je clique sur "Envoyer la commande"
    Alors je vois "Vos parents ne la voient nulle part."
    Et la page est accessible
    Quand je retiens le numéro et le code de la commande
    Et que je prends l’autre appareil, à la pharmacie
    Alors je vois "Secrète"
    Quand j’ouvre ma commande au comptoir
    Alors je vois "N’en parlez qu’à la personne elle-même"
    Quand je reviens au premier appareil
    Et que je me déconnecte
    Et que je suis connectée comme "sophie.bernard"
    Et que je choisis "Jade Bernard" dans "Dossier de"
    Et que j’ouvre "/pharmacie"
    Alors la liste "Dossier de" montre "Jade Bernard"
    Et je vois "Aucune commande en cours"
    Et je ne vois pas "Pharmacie du Marché"
    Quand j’ouvre l’adresse de ma commande
    Alors je vois "Ce que vous cherchez n’est pas dans ce dossier"
    Quand j’ouvre "/historique"
    Alors la liste "Dossier de" montre "Jade Bernard"
    Et je vois "Commandes à la pharmacie consultées"
    Et je ne vois pas "Ordonnance envoyée à une pharmacie"
    Quand je prépare l’envoi de "Ordonnance pour l’acné" à la "Pharmacie des Lilas"
    Alors la liste "Dossier de" montre "Jade Bernard"
    Et je vois "Ordonnance pour l’acné"
    Et je ne vois pas "Adapalène"

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
    Alors je vois "La pharmacie perd tout de suite l’accès"
    Quand je clique sur "Annuler la commande"
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
