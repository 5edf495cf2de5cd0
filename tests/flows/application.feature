# language: fr
Fonctionnalité: L’application
  Carnet s’installe, prévient quand le réseau manque, et se conduit au clavier.

  Contexte:
    Étant donné une démonstration toute neuve

  Scénario: Le navigateur peut l’installer
    Quand j’ouvre "/"
    Et Carnet est prêt à travailler hors ligne
    Alors le navigateur propose d’installer Carnet

  Scénario: Sans réseau, une page le dit et rien de personnel n’est gardé
    Étant donné que je suis connectée comme "camille.martin"
    Et Carnet est prêt à travailler hors ligne
    Et que j’ouvre "/dossier"
    Et que je vois "Mammographie"
    Quand le réseau est coupé
    Et que j’ouvre "/historique"
    Alors je vois "hors ligne"
    Et rien de personnel n’est gardé par le navigateur
    Quand le réseau est revenu
    Alors le titre est "Historique"

  Scénario: Garder sa carte d’urgence sur l’appareil, la lire sans réseau, l’effacer
    Étant donné que je suis connecté comme "paul.durand"
    Et Carnet est prêt à travailler hors ligne
    Et que j’ouvre "/profil"
    Et que je clique sur "Garder la carte d’urgence sur cet appareil"
    Alors je vois "La carte est gardée sur cet appareil"
    Quand le réseau est coupé
    Et que j’ouvre "/profil"
    Alors je vois "Paul Durand"
    Et je vois "Écrit dans Carnet le"
    Et la page est accessible
    Quand je clique sur "Effacer de cet appareil"
    Alors je vois "Vous êtes hors ligne"
    Et je ne vois pas "Paul Durand"
    Et rien de personnel n’est gardé par le navigateur

  Scénario: Les touches du clavier
    Étant donné que je suis connectée comme "camille.martin"
    Quand j’appuie sur "?"
    Alors je vois "Montrer cette liste"
    Quand j’appuie sur "Escape"
    Et que j’appuie sur "g"
    Et que j’appuie sur "d"
    Alors l’adresse est "/dossier"
    Et le titre est "Dossier"
    Quand j’appuie sur "/"
    Alors le curseur est dans "Rechercher dans le dossier"

  Plan du scénario: Chaque page est accessible, sur un téléphone et en anglais
    Étant donné que je suis connectée comme "camille.martin"
    Quand j’ouvre "<page>"
    Et que je tiens un téléphone
    Alors je vois "<repère>"
    Et la page est accessible
    Et la page tient dans la largeur
    Quand je lis Carnet en anglais
    Alors je vois "<landmark>"
    Et la page est accessible
    Quand je suis devant un ordinateur
    Alors la page est accessible

    Exemples:
      | page        | repère                        | landmark                 |
      | /accueil    | Derniers documents            | documents                |
      | /agenda     | Suivi de la tension           | Add an appointment       |
      | /agenda?vue=mois&qui=famille | Mois précédent | Next month              |
      | /agenda?vue=calendriers      | S’abonner      | Subscribe               |
      | /agenda?ajouter=1            | Répétition     | New appointment         |
      | /dossier    | Mammographie                  | Mammographie             |
      | /recherche?q=mammographie | résultat       | result                   |
      | /historique | Qui a fait quoi               | History                  |
      | /parametres | Cette session                 | Settings                 |
      | /parametres/emporter | Ce qu’elle contient  | Take my record along     |
      | /activation | Code confidentiel             | code                     |
      | /demo       | Nadia Petit                   | Test bench               |

  Scénario: Une adresse qui n’existe pas
    Étant donné que je suis connectée comme "camille.martin"
    Quand j’ouvre "/dossier/00000000000000000000000000000000"
    Alors je vois "Ce document n’est pas dans votre dossier"
    Quand j’ouvre "/cette-page-n-existe-pas"
    Alors le titre est "Cette page n’existe pas"
    Quand je clique sur "Revenir à l’accueil"
    Alors l’adresse est "/accueil"
