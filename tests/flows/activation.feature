# language: fr
Fonctionnalité: Activer son espace avec la lettre
  L’assurance maladie envoie une lettre avec un code confidentiel, valable six semaines.

  Contexte:
    Étant donné une démonstration toute neuve

  Scénario: Le bon code ouvre l’espace
    Étant donné la lettre de "Nadia Petit"
    Quand j’ouvre "/activation"
    Et que je recopie la lettre de "Nadia Petit"
    Et que je clique sur "Continuer"
    Alors je vois "Bonjour Nadia"
    Quand je remplis "Identifiant" avec "nadia.petit"
    Et que je remplis "Adresse e-mail" avec "nadia@exemple.fr"
    Et que je remplis "Mot de passe" avec "tramway violet parasol 9"
    Et que je clique sur "Ouvrir mon espace"
    Alors l’adresse est "/accueil"
    Et je vois "Nadia Petit"
    Quand je me déconnecte
    Et que j’essaie de me connecter comme "nadia.petit" avec le mot de passe "tramway violet parasol 9"
    Alors l’adresse est "/accueil"

  Scénario: Un code qui a servi le dit et mène à la connexion
    Étant donné la lettre de "Nadia Petit"
    Et que j’ouvre "/activation"
    Et que je recopie la lettre de "Nadia Petit"
    Et que je clique sur "Continuer"
    Et que je remplis "Identifiant" avec "nadia.petit"
    Et que je remplis "Adresse e-mail" avec "nadia@exemple.fr"
    Et que je remplis "Mot de passe" avec "tramway violet parasol 9"
    Et que je clique sur "Ouvrir mon espace"
    Et l’adresse est "/accueil"
    Quand je me déconnecte
    Et que j’ouvre "/activation"
    Et que je recopie la lettre de "Nadia Petit"
    Et que je clique sur "Continuer"
    Alors je vois "Ce code a déjà servi le"
    Et je vois "Connectez-vous avec votre identifiant."

  Scénario: Rien de ce qui est tapé ne se perd quand une réponse est à revoir
    Étant donné la lettre de "Nadia Petit"
    Quand j’ouvre "/activation"
    Et que je recopie la lettre de "Nadia Petit"
    Et que je remplis "Date de naissance" avec "31/02/1991"
    Et que je clique sur "Continuer"
    Alors le champ "Date de naissance" dit "Écrivez la date de naissance sous la forme jour/mois/année"
    Et le curseur est dans "Date de naissance"
    Et le champ "Date de naissance" contient "31/02/1991"
    Quand je recopie la lettre de "Nadia Petit"
    Et que je clique sur "Continuer"
    Alors je vois "Bonjour Nadia"
    Quand je remplis "Identifiant" avec "camille.martin"
    Et que je remplis "Adresse e-mail" avec "nadia"
    Et que je remplis "Mot de passe" avec "motdepasse12"
    Et que je clique sur "Ouvrir mon espace"
    Alors le champ "Adresse e-mail" dit "n’est pas complète"
    Et le refus est écrit au-dessus de "Identifiant", avec son icône
    Et le champ "Mot de passe" dit "Ce mot de passe"
    Et le champ "Identifiant" contient "camille.martin"
    Et le champ "Adresse e-mail" contient "nadia"
    Et le champ "Mot de passe" contient "motdepasse12"
    Quand je remplis "Adresse e-mail" avec "nadia@exemple.fr"
    Et que je remplis "Mot de passe" avec "tramway violet parasol 9"
    Et que je clique sur "Ouvrir mon espace"
    Alors le champ "Identifiant" dit "Cet identifiant est déjà pris"
    Quand je remplis "Identifiant" avec "nadia.petit"
    Et que je clique sur "Ouvrir mon espace"
    Alors l’adresse est "/accueil"

  Scénario: Le numéro d’une personne née en Corse est accepté
    Étant donné la lettre de "Hugo Blanc"
    Quand j’ouvre "/activation/nouveau"
    Et que je demande une nouvelle lettre pour "Hugo Blanc"
    Alors je vois "Votre demande est enregistrée."

  Scénario: Un code inventé n’ouvre rien
    Étant donné la lettre de "Nadia Petit"
    Quand j’ouvre "/activation"
    Et que je recopie la lettre de "Nadia Petit" avec un code inventé
    Et que je clique sur "Continuer"
    Alors je vois "Ces informations ne correspondent à aucune lettre en attente."

  Scénario: Le code d’une autre personne n’ouvre rien, avec la même réponse
    Étant donné la lettre de "Nadia Petit"
    Et la lettre de "Tom Petit"
    Quand j’ouvre "/activation"
    Et que je recopie la lettre de "Nadia Petit" avec le code de "Tom Petit"
    Et que je clique sur "Continuer"
    Alors je vois "Ces informations ne correspondent à aucune lettre en attente."

  Scénario: Au sixième essai le bon code lui-même est annulé
    Étant donné la lettre de "Nadia Petit"
    Quand j’ouvre "/activation"
    Et que j’essaie 5 fois la lettre de "Nadia Petit" avec un code inventé
    Et que je recopie la lettre de "Nadia Petit"
    Et que je clique sur "Continuer"
    Alors je vois "Ce code a été annulé après cinq essais."
    Et je vois "Demander un nouveau code"

  Scénario: Un code expiré dit quand, et une nouvelle lettre part
    Étant donné la lettre de "Hugo Blanc"
    Quand j’ouvre "/activation"
    Et que je recopie la lettre de "Hugo Blanc"
    Et que je clique sur "Continuer"
    Alors je vois "Ce code a expiré le"
    Quand je clique sur "Demander un nouveau code"
    Alors l’adresse est "/activation/nouveau"
    Quand je demande une nouvelle lettre pour "Hugo Blanc"
    Alors je vois "Votre demande est enregistrée."
    Et je ne vois pas "Prénom (facultatif)"
    Quand j’ouvre "/activation/nouveau"
    Et que je demande une nouvelle lettre pour "Hugo Blanc"
    Alors je vois "Une demande vient d’être faite d’ici."
    Et une nouvelle lettre arrive pour "Hugo Blanc"
    Quand j’ouvre "/activation"
    Et que je recopie la lettre de "Hugo Blanc"
    Et que je clique sur "Continuer"
    Alors je vois "Bonjour Hugo"

  Scénario: Une personne inconnue reçoit la même réponse
    Quand j’ouvre "/activation/nouveau"
    Et que je remplis "Numéro de sécurité sociale" avec "1 80 01 00 999 001 25"
    Et que je remplis "Date de naissance" avec "01/01/1980"
    Et que je clique sur "Demander un nouveau code"
    Alors je vois "Votre demande est enregistrée."

  Scénario: La lettre est encore valable le 41e jour
    Étant donné la lettre de "Nadia Petit"
    Quand 41 jours passent
    Et que j’ouvre "/activation"
    Et que je recopie la lettre de "Nadia Petit"
    Et que je clique sur "Continuer"
    Alors je vois "Bonjour Nadia"

  Scénario: La lettre n’est plus valable après six semaines
    Étant donné la lettre de "Nadia Petit"
    Quand six semaines passent
    Et que j’ouvre "/activation"
    Et que je recopie la lettre de "Nadia Petit"
    Et que je clique sur "Continuer"
    Alors je vois "Ce code a expiré le"

  Scénario: Refuser l’espace, garder le reçu, puis changer d’avis
    Étant donné la lettre de "Nadia Petit"
    Quand j’ouvre "/activation"
    Et que je recopie la lettre de "Nadia Petit"
    Et que je clique sur "Continuer"
    Et que je clique sur "Je ne veux pas de cet espace"
    Et que je clique sur "Refuser cet espace"
    Alors je vois "Aucun espace n’a été ouvert."
    Quand je télécharge avec "Télécharger le reçu"
    Alors le fichier téléchargé est un PDF
    Quand j’ouvre "/activation/nouveau"
    Et que je demande une nouvelle lettre pour "Nadia Petit"
    Alors une nouvelle lettre arrive pour "Nadia Petit"
    Quand j’ouvre "/activation"
    Et que je recopie la lettre de "Nadia Petit"
    Et que je clique sur "Continuer"
    Alors je vois "Bonjour Nadia"

  Scénario: Des jumeaux : un parent ajoute chacun avec sa propre lettre
    Étant donné la lettre de "Zoé Petit"
    Et la lettre de "Tom Petit"
    Et que je suis connectée comme "awa.diallo"
    Quand j’ouvre "/activation"
    Et que je recopie la lettre de "Zoé Petit"
    Et que je clique sur "Continuer"
    Alors je vois "De quel enfant est cette lettre ?"
    Et je ne vois pas "La lettre de Zoé"
    Et je ne vois pas "Vos identifiants"
    Et je ne vois pas "Se connecter"
    Quand je clique sur "Ajouter ce carnet à mon espace"
    Alors je vois "Choisissez l’enfant dont le nom est sur la lettre."
    Quand je clique sur "Tom"
    Et que je clique sur "Ajouter ce carnet à mon espace"
    Alors je vois "Ce code n’est pas celui de l’enfant choisi."
    Quand je clique sur "Zoé"
    Et que je clique sur "Ajouter ce carnet à mon espace"
    Alors l’adresse est "/accueil"
    Et je vois "Zoé Petit"
    Quand j’ouvre "/activation"
    Et que je recopie la lettre de "Tom Petit"
    Et que je clique sur "Continuer"
    Et que je clique sur "Tom"
    Et que je clique sur "Ajouter ce carnet à mon espace"
    Alors l’adresse est "/accueil"
    Et je vois "Tom Petit"

  Scénario: La lettre d’un enfant n’empêche pas d’en prendre une autre
    Étant donné la lettre de "Tom Petit"
    Et la lettre de "Nadia Petit"
    Quand j’ouvre "/activation"
    Et que je recopie la lettre de "Tom Petit"
    Et que je clique sur "Continuer"
    Alors je vois "Le carnet d’un enfant s’ouvre dans l’espace d’un parent."
    Quand je clique sur "J’ai une autre lettre"
    Alors le curseur est dans "Numéro de sécurité sociale"
    Quand je recopie la lettre de "Nadia Petit"
    Et que je clique sur "Continuer"
    Alors je vois "Bonjour Nadia"
