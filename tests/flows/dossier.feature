# language: fr
Fonctionnalité: Garder de vrais documents dans son dossier
  Un document ajouté se retrouve, et revient à l’octet près.

  Contexte:
    Étant donné une démonstration toute neuve

  Scénario: Un vrai PDF et une vraie photo, retrouvés après être sortie
    Étant donné que je suis connectée comme "awa.diallo"
    Quand j’ouvre "/dossier"
    Et que j’ajoute le document "analyse de sang.pdf"
    Et que j’ajoute le document "ordonnance.jpg"
    Alors le document "analyse de sang.pdf" est ajouté
    Et le document "ordonnance.jpg" est ajouté
    Quand je me déconnecte
    Et que je me connecte comme "awa.diallo"
    Et que j’ouvre "/dossier"
    Et que je clique sur "analyse de sang"
    Alors le titre est "analyse de sang"
    Quand je télécharge avec "Télécharger"
    Alors le fichier téléchargé est exactement "analyse de sang.pdf"
    Et le fichier téléchargé s’appelle "analyse de sang.pdf"
    Quand je clique sur "Retour au dossier"
    Et que je clique sur "ordonnance"
    Et que je télécharge avec "Télécharger"
    Alors le fichier téléchargé est exactement "ordonnance.jpg"

  Plan du scénario: Tous les types acceptés
    Étant donné que je suis connectée comme "awa.diallo"
    Quand j’ouvre "/dossier"
    Et que j’ajoute le document "<nom>"
    Alors le document "<nom>" est ajouté
    Quand je clique sur "<titre>"
    Et que je télécharge avec "Télécharger"
    Alors le fichier téléchargé est exactement "<nom>"

    Exemples:
      | nom         | titre                           |
      | scanner.dcm | Scanner thoracique              |
      | lettre.xml  | Compte rendu d’hospitalisation  |
      | tension.txt | tension                         |
      | carnet.heic | carnet                          |
      | radio.png   | radio                           |

  Scénario: Déposer et coller
    Étant donné que je suis connectée comme "awa.diallo"
    Quand j’ouvre "/dossier"
    Et que je dépose le document "déposé.pdf" sur la page
    Alors le document "déposé.pdf" est ajouté
    Quand je colle le document "collé.png"
    Alors le document "collé.png" est ajouté

  Scénario: Renommer et reclasser
    Étant donné que je suis connectée comme "awa.diallo"
    Quand j’ouvre "/dossier"
    Et que je clique sur "Sérologie de l’hépatite B"
    Et que je clique sur "Modifier"
    Et que je remplis "Titre" avec "Hépatite B, contrôle"
    Et que je choisis "Certificat" dans "Catégorie"
    Et que je remplis "Note" avec "À montrer au travail."
    Et que je clique sur "Enregistrer"
    Alors le titre est "Hépatite B, contrôle"
    Et je vois "Certificat"
    Et je vois "À montrer au travail."
    Quand je clique sur "Retour au dossier"
    Alors je vois "Hépatite B, contrôle"
    Et je ne vois pas "Sérologie"

  Scénario: Supprimer et reprendre
    Étant donné que je suis connectée comme "awa.diallo"
    Quand j’ouvre "/dossier"
    Et que je clique sur "Sérologie de l’hépatite B"
    Et que je clique sur "Supprimer"
    Alors je vois "est supprimé."
    Quand je clique sur "Annuler"
    Alors je vois "est de nouveau dans le dossier."
    Quand j’ouvre "/dossier"
    Alors je vois "Sérologie de l’hépatite B"

  Scénario: Supprimer pour de bon
    Étant donné que je suis connectée comme "awa.diallo"
    Quand j’ouvre "/dossier"
    Et que je clique sur "Sérologie de l’hépatite B"
    Alors le titre est "Sérologie de l’hépatite B"
    Quand je retiens l’adresse sous le nom "la sérologie"
    Et que je clique sur "Supprimer"
    Alors je vois "est supprimé."
    Quand un jour passe
    Et que je me connecte comme "awa.diallo"
    Et que j’ouvre l’adresse retenue "la sérologie"
    Alors je vois "Ce document n’est pas dans votre dossier"
    Quand j’ouvre "/dossier"
    Alors je vois "Ce dossier attend son premier document"

  Scénario: Le document d’une autre personne ne s’ouvre pas
    Étant donné que je suis connectée comme "camille.martin"
    Quand j’ouvre "/dossier"
    Et que je clique sur "Mammographie"
    Alors le titre est "Mammographie"
    Et je retiens l’adresse sous le nom "la mammographie"
    Quand je prends un autre appareil
    Et que je suis connectée comme "awa.diallo"
    Et que j’ouvre l’adresse retenue "la mammographie"
    Alors je vois "Ce document n’est pas dans votre dossier"
    Et je ne vois pas "Mammographie"

  Plan du scénario: Ce qui n’est pas un document est refusé avec des mots
    Étant donné que je suis connectée comme "awa.diallo"
    Quand j’ouvre "/dossier"
    Et que j’ajoute le document "<nom>", qui est "<genre>"
    Alors le document "<nom>" est refusé : "<réponse>"

    Exemples:
      | nom          | genre                               | réponse               |
      | facture.pdf  | un programme                        | programme             |
      | secret.pdf   | un PDF chiffré                      | mot de passe          |
      | dessin.svg   | un SVG                              | ne sont pas acceptés  |
      | dessin.png   | un SVG                              | SVG                   |
      | dossier.zip  | une archive                         | ne sont pas acceptés  |
      | dossier.pdf  | une archive                         | archive               |
      | rien.pdf     | un fichier vide                     | Ce fichier est vide   |
      | scanner.pdf  | un fichier de 51 Mo                 | 50 Mo au plus         |
      | immense.png  | une image de 50 000 points de côté  | trop                  |
      | photo.pdf    | une photo                           | JPEG                  |

  Plan du scénario: Des noms de fichier étranges
    Étant donné que je suis connectée comme "awa.diallo"
    Quand j’ouvre "/dossier"
    Et que j’ajoute le document "<nom>", qui est "un PDF"
    Alors je vois "est ajouté."
    Et je vois "<vu>"

    Exemples:
      | nom                     | vu             |
      | 😀 résultat ❤️.pdf      | 😀 résultat ❤️ |
      | (300 lettres).pdf       | aaaaaaaaaaaaaa |
      | ‮fdp.exe‬ doc.pdf         | doc            |
      | ..-..-..-etc-passwd.pdf | etc-passwd     |

  Scénario: Chercher, filtrer, et garder l’adresse
    Étant donné que je suis connecté comme "paul.durand"
    Quand j’ouvre "/dossier"
    Et que je remplis "Rechercher dans le dossier" avec "fond d oeil"
    Alors l’adresse contient "q=fond"
    Et je vois "Fond d’œil"
    Et je ne vois pas "Bilan sanguin"
    Quand je recharge la page
    Alors le champ "Rechercher dans le dossier" contient "fond d oeil"
    Et je vois "Fond d’œil"
    Quand je clique sur "Effacer les filtres"
    Alors l’adresse est "/dossier"
    Et je vois "Bilan sanguin"
    Quand je remplis "Rechercher dans le dossier" avec "zzzz"
    Alors je vois "Aucun document ne correspond"
