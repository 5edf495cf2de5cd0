# language: fr
Fonctionnalité: La prévention
  Chaque message dit pourquoi il est là et se refuse ; chaque carte du calendrier se note, se met de côté, s’explique.

  Scénario: Lire pourquoi, refuser, et ne plus rien recevoir de l’année
    Étant donné une démonstration toute neuve
    Et que je suis connectée comme "camille.martin"
    Quand j’ouvre "/prevention"
    Et que je clique sur "Pourquoi ce message ? : Examen bucco-dentaire annuel"
    Alors je vois "Ce que Carnet a regardé"
    Et je vois "naissance le"
    Et je vois "version en vigueur depuis le"
    Et je vois "R.1111-27"
    Et l’adresse contient "message="
    Quand je clique sur "Ne plus recevoir : Examens dentaires"
    Alors je vois "Ces messages ne viendraient plus"
    Et je vois "Rien n’est demandé"
    Quand je clique sur "Refuser : Examens dentaires"
    Alors je vois "ces messages ne viendront plus"
    Quand j’ouvre "/prevention?onglet=choix"
    Alors je vois "Refusé"
    Quand j’ouvre "/agenda?vue=prevoir"
    Alors je vois "Examen bucco-dentaire annuel"
    Quand 380 jours passent
    Et que je suis connectée comme "camille.martin"
    Et que j’ouvre "/prevention"
    Alors je vois "Mon bilan prévention"
    Et je ne vois pas "Ne plus recevoir : Examens dentaires"

  Scénario: Revenir tout de suite sur un refus
    Étant donné une démonstration toute neuve
    Et que je suis connectée comme "awa.diallo"
    Quand j’ouvre "/prevention?onglet=choix"
    Et que je clique sur "Refuser : Tous les messages de prévention"
    Alors je vois "le refus prend effet tout de suite"
    Quand je clique sur "Refuser : Tous les messages de prévention"
    Alors je vois "ces messages ne viendront plus"
    Quand je clique sur "Annuler"
    Alors je vois "C’est annulé."
    Quand j’ouvre "/prevention"
    Alors je vois "Pourquoi ce message ?"

  Scénario: Tout refuser depuis les paramètres, et de nouveau accepter
    Étant donné une démonstration toute neuve
    Et que je suis connectée comme "camille.martin"
    Quand j’ouvre "/parametres"
    Et que je clique sur "Tout refuser : Inès Martin"
    Alors je vois "Refusé"
    Quand je choisis "Inès Martin" dans "Dossier de"
    Et que j’ouvre "/prevention"
    Alors je vois "Vous avez refusé tous les messages de prévention."
    Quand j’ouvre "/parametres"
    Et que je clique sur "Accepter de nouveau : Inès Martin"
    Alors je vois "Ces messages peuvent de nouveau venir."
    Quand je clique sur "Choisir campagne par campagne : Inès Martin"
    Alors la liste "Dossier de" montre "Inès Martin"
    Et je vois "aucun professionnel ne voit vos refus"

  Scénario: Noter un vaccin comme fait
    Étant donné une démonstration toute neuve
    Et que je suis connectée comme "camille.martin"
    Quand je choisis "Inès Martin" dans "Dossier de"
    Et que j’ouvre "/agenda?vue=prevoir"
    Et que je clique sur "C’est fait : Rotavirus, dose 1"
    Et que je remplis "Jour" avec "31/02/2026"
    Et que je remplis "Vaccin (nom sur l’étiquette)" avec "Rotarix"
    Et que je clique sur "Noter comme fait"
    Alors le champ "Jour" dit "Cette date n’existe pas."
    Et le champ "Vaccin (nom sur l’étiquette)" contient "Rotarix"
    Quand je remplis "Jour" avec "01/01/2020"
    Et que je clique sur "Noter comme fait"
    Alors le champ "Jour" dit "Cette date vient avant la naissance"
    Quand je note le vaccin comme fait hier
    Alors je vois "est noté comme fait."
    Quand j’ouvre "/agenda?vue=prevoir&voir=fait"
    Alors je vois "Rotavirus, dose 1"
    Et je vois "Rotarix"

  Scénario: Pas pour moi, puis annuler
    Étant donné une démonstration toute neuve
    Et que je suis connecté comme "paul.durand"
    Quand j’ouvre "/agenda?vue=prevoir"
    Alors je vois "Maintenant et bientôt ("
    Quand je clique sur "Pas pour moi : Grippe saisonnière"
    Alors je vois "La carte quitte votre liste."
    Et je ne vois pas "l’autre parent"
    Quand je remplis "Raison, si vous voulez la garder" avec "Vu avec ma médecin"
    Et que je clique sur "Mettre de côté"
    Alors je vois "est mis de côté."
    Et je vois "Mis de côté (1)"
    Quand je clique sur "Annuler"
    Alors je vois "C’est annulé."
    Et je ne vois pas "Mis de côté (1)"

  Scénario: Mettre de côté une carte de son enfant ne change rien pour l’autre parent
    Étant donné une démonstration toute neuve
    Et que je suis connectée comme "camille.martin"
    Quand je choisis "Inès Martin" dans "Dossier de"
    Et que j’ouvre "/agenda?vue=prevoir"
    Et que je clique sur "Pas pour moi : Rotavirus, dose 1"
    Alors je vois "sans rien changer pour l’autre parent"
    Quand j’ouvre "/agenda"
    Alors je vois "Tout le calendrier"
    Et je ne vois pas "sans rien changer pour l’autre parent"

  Scénario: Une réponse change le calendrier
    Étant donné une démonstration toute neuve
    Et que je suis connectée comme "awa.diallo"
    Quand j’ouvre "/prevention?onglet=reponses"
    Et que je clique sur "Répondre : Défenses immunitaires affaiblies"
    Alors je vois "Pourquoi cette question ?"
    Quand je clique sur "Non"
    Et que je clique sur "Garder la réponse"
    Alors je vois "Votre réponse est gardée"
    Et je vois "Modifier"

  Scénario: Ce qu’une loi a changé
    Étant donné une démonstration toute neuve
    Et que je suis connectée comme "camille.martin"
    Quand je choisis "Léo Martin" dans "Dossier de"
    Et que j’ouvre "/prevention?onglet=changements"
    Alors je vois "1er avril 2025"
    Et je vois "nouveau"
