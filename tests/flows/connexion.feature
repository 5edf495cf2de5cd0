# language: fr
Fonctionnalité: Se connecter
  Chacun entre avec son identifiant et son mot de passe, et peut s’en aller sans rien laisser.

  Scénario: Entrer et sortir
    Étant donné que j’ouvre "/"
    Quand je remplis "Identifiant" avec "camille.martin"
    Et que je remplis "Mot de passe" avec "Demo-Sante-2026!"
    Et que je clique sur "Se connecter"
    Alors l’adresse est "/accueil"
    Et le titre est "Accueil"
    Et je vois "Camille Martin"
    Quand je me déconnecte
    Alors je vois "Vous êtes déconnecté."

  Scénario: Un mauvais mot de passe laisse l’identifiant en place
    Étant donné une démonstration toute neuve
    Quand j’essaie de me connecter comme "camille.martin" avec le mot de passe "pas le bon du tout"
    Alors je vois "Identifiant ou mot de passe incorrect."
    Et le champ "Identifiant" contient "camille.martin"
    Et le curseur est dans "Mot de passe"
    Et l’adresse est "/"

  Scénario: Une personne inconnue reçoit la même réponse
    Étant donné une démonstration toute neuve
    Quand j’essaie de me connecter comme "personne.du.tout" avec le mot de passe "Demo-Sante-2026!"
    Alors je vois "Identifiant ou mot de passe incorrect."

  Scénario: Des champs vides
    Quand j’essaie de me connecter comme "" avec le mot de passe ""
    Alors l’adresse est "/"
    Et le curseur est dans "Identifiant"

  Scénario: Après la connexion on arrive à la page demandée
    Quand j’ouvre "/historique"
    Alors l’adresse contient "/?suite="
    Quand je remplis "Identifiant" avec "awa.diallo"
    Et que je remplis "Mot de passe" avec "Demo-Sante-2026!"
    Et que je clique sur "Se connecter"
    Alors l’adresse est "/historique"

  Scénario: Une adresse d’ailleurs n’est jamais suivie
    Quand j’ouvre "/?suite=https://exemple.fr/"
    Et que je me connecte comme "awa.diallo"
    Alors l’adresse est "/accueil"

  Scénario: Le bouton retour ne montre rien après la déconnexion
    Étant donné une démonstration toute neuve
    Et que je suis connectée comme "camille.martin"
    Et que je vois "Camille Martin"
    Quand je me déconnecte
    Et que je reviens en arrière
    Alors je vois "Se connecter"
    Et je ne vois pas "Camille Martin"

  Scénario: Deux onglets, l’un se déconnecte
    Étant donné une démonstration toute neuve
    Et que je suis connectée comme "camille.martin"
    Quand j’ouvre "/historique" dans un autre onglet
    Et que je me déconnecte
    Et que je reviens au premier onglet
    Alors je vois "Se connecter"
    Et je ne vois pas "Camille Martin"

  Scénario: La session se ferme avec le temps
    Étant donné une démonstration toute neuve
    Et que je suis connectée comme "camille.martin"
    Quand un jour passe
    Et que j’ouvre "/accueil"
    Alors je vois "Se connecter"
    Et l’adresse contient "/?suite="

  Scénario: Sans session aucune page personnelle ne s’ouvre
    Quand j’ouvre "/parametres"
    Alors l’adresse contient "/?suite="
    Quand j’ouvre "/dossier"
    Alors l’adresse contient "/?suite="
