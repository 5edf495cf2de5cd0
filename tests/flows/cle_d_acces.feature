# language: fr
Fonctionnalité: Les clés d’accès
  Le téléphone reconnaît la personne et ouvre Carnet sans mot de passe ; une copie, un inconnu ou un autre site n’ouvrent rien.

  Scénario: Ajouter une clé, se connecter avec elle, la retirer
    Étant donné une démonstration toute neuve
    Et que je suis connectée comme "awa.diallo"
    Et que mon téléphone sait garder une clé d’accès
    Quand j’ouvre "/parametres/second-facteur"
    Et que je clique sur "Ajouter une clé d’accès"
    Alors je vois "Indiquez votre mot de passe actuel."
    Quand je donne mon mot de passe pour une clé d’accès
    Et que je clique sur "Ajouter une clé d’accès"
    Alors l’état dit "La clé d’accès est ajoutée."
    Et je vois "Vos codes de secours"
    Quand je note mes codes de secours
    Et que je clique sur "C’est noté"
    Alors je vois "Chrome sur Linux"
    Et la page est accessible
    Quand je me déconnecte
    Et que je clique sur "Utiliser une clé d’accès"
    Alors l’adresse est "/accueil"
    Et je vois "Awa Diallo"
    Quand je me déconnecte
    Et que j’essaie de me connecter comme "awa.diallo" avec le mot de passe "Demo-Sante-2026!"
    Alors l’adresse est "/connexion/code"
    Quand je clique sur "Utiliser une clé d’accès"
    Alors l’adresse est "/accueil"
    Quand j’ouvre "/parametres/second-facteur"
    Alors je vois "Dernière connexion"
    Quand je clique sur "Retirer une clé d’accès"
    Et que je donne mon mot de passe pour la retirer
    Et que je clique sur "Retirer cette clé"
    Alors l’état dit "La clé d’accès est retirée."
    Quand je me déconnecte
    Et que je clique sur "Utiliser une clé d’accès"
    Alors je vois "Cette clé d’accès n’a pas pu servir."
    Et je vois "Si cela se répète, connectez-vous avec votre mot de passe"
    Quand j’essaie de me connecter comme "awa.diallo" avec le mot de passe "Demo-Sante-2026!"
    Alors l’adresse est "/accueil"

  Scénario: L’application après la clé : les codes déjà notés servent toujours
    Étant donné une démonstration toute neuve
    Et que je suis connectée comme "awa.diallo"
    Et que mon téléphone sait garder une clé d’accès
    Quand j’ouvre "/parametres/second-facteur"
    Et que je donne mon mot de passe pour une clé d’accès
    Et que je clique sur "Ajouter une clé d’accès"
    Et que je note mes codes de secours
    Et que je clique sur "C’est noté"
    Alors je vois "Un de vos codes de secours."
    Et je ne vois pas "Les 6 chiffres de votre application"
    Quand je me déconnecte
    Et que je clique sur "Utiliser une clé d’accès"
    Alors l’adresse est "/accueil"
    Quand j’ouvre "/parametres/second-facteur"
    Et que je donne mon mot de passe pour l’application
    Et que je clique sur "Commencer"
    Et que je règle mon téléphone sur cette clé
    Et que je remplis "Code de l’application" avec le code de mon téléphone
    Et que je clique sur "Mettre en place"
    Alors l’état dit "Les codes de secours que vous aviez servent toujours."
    Et je vois "Il reste 10 codes de secours."
    Et je vois "Les 6 chiffres de votre application"
    Quand je me déconnecte
    Et que j’essaie de me connecter comme "awa.diallo" avec le mot de passe "Demo-Sante-2026!"
    Et que je remplis "Code" avec un code de secours
    Et que je clique sur "Continuer"
    Alors l’adresse est "/accueil"

  Scénario: Une personne que le téléphone ne reconnaît pas, puis une copie
    Étant donné une démonstration toute neuve
    Et que je suis connectée comme "awa.diallo"
    Et que mon téléphone sait garder une clé d’accès
    Quand j’ouvre "/parametres/second-facteur"
    Et que je donne mon mot de passe pour une clé d’accès
    Et que je clique sur "Ajouter une clé d’accès"
    Alors je vois "Vos codes de secours"
    Quand je me déconnecte
    Et que mon téléphone ne me reconnaît pas
    Et que je clique sur "Utiliser une clé d’accès"
    Alors je vois "Aucune clé d’accès n’a répondu."
    Quand mon téléphone me reconnaît
    Et que la clé d’accès a été copiée ailleurs
    Et que je clique sur "Utiliser une clé d’accès"
    Alors je vois "Cette clé d’accès n’a pas pu servir."
    Et un e-mail dit "Une clé d’accès a peut-être été copiée"

  Scénario: Sans aucune clé, la page le dit
    Étant donné une démonstration toute neuve
    Et que mon téléphone sait garder une clé d’accès
    Et que j’ouvre "/"
    Quand je clique sur "Utiliser une clé d’accès"
    Alors je vois "Aucune clé d’accès n’a répondu."
    Et l’adresse est "/"
