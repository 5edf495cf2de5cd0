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

  Scénario: Compléter ce que l’on vient d’ajouter
    Étant donné que je suis connectée comme "awa.diallo"
    Quand j’ouvre "/dossier"
    Et que j’ajoute le document "analyse de sang.pdf"
    Et que je clique sur "Vérifier la date et la catégorie"
    Alors le titre est "analyse de sang"
    Et je vois "Modifier les détails"

  Scénario: Tous les types acceptés reviennent à l’identique
    Étant donné que je suis connectée comme "awa.diallo"
    Alors chacun de ces documents revient à l’identique
      | nom         | genre               | titre                          |
      | scanner.dcm | une image DICOM     | Scanner thoracique             |
      | lettre.xml  | un compte rendu CDA | Compte rendu d’hospitalisation |
      | tension.txt | un texte            | tension                        |
      | carnet.heic | une photo HEIC      | carnet                         |
      | radio.png   | une image PNG       | radio                          |
    Quand j’ouvre "/dossier"
    Et que je clique sur "Compte rendu d’hospitalisation"
    Alors le titre est "Compte rendu d’hospitalisation"
    Et je vois "Dr Anne Roux"
    Et je vois "Suites simples."

  Scénario: Déposer et coller
    Étant donné que je suis connectée comme "awa.diallo"
    Quand j’ouvre "/dossier"
    Et que je dépose le document "déposé.pdf" sur la page
    Alors le document "déposé.pdf" est ajouté
    Quand je colle le document "collé.png"
    Alors le document "collé.png" est ajouté

  Scénario: Rouvrir l’adresse d’un document, dont la première page vient avec elle
    Étant donné que je suis connectée comme "awa.diallo"
    Quand j’ouvre "/dossier"
    Et que je clique sur "Sérologie de l’hépatite B"
    Alors le titre est "Sérologie de l’hépatite B"
    Et la première page du document est là, demandée une seule fois
    Quand je retiens l’adresse sous le nom "la sérologie"
    Et que j’ouvre "/accueil"
    Et que j’ouvre l’adresse retenue "la sérologie"
    Alors le titre est "Sérologie de l’hépatite B"
    Et la première page du document est là, demandée une seule fois

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
    Alors le titre est "Sérologie de l’hépatite B"
    Quand je clique sur "Supprimer"
    Alors je vois "est supprimé."
    Quand je clique sur "Annuler la suppression"
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

  Scénario: Des noms de fichier étranges
    Étant donné que je suis connectée comme "awa.diallo"
    Alors chacun de ces documents revient à l’identique
      | nom                     | genre  | titre          |
      | 😀 résultat ❤️.pdf      | un PDF | 😀 résultat ❤️ |
      | (300 lettres).pdf       | un PDF | aaaaaaaaaaaaaa |
      | ‮fdp.exe‬ doc.pdf         | un PDF | doc            |
      | ..-..-..-etc-passwd.pdf | un PDF | etc-passwd     |

  Scénario: Un PDF qui contient un programme est gardé, avec un avertissement
    Étant donné que je suis connectée comme "awa.diallo"
    Quand j’ouvre "/dossier"
    Et que j’ajoute le document "formulaire.pdf", qui est "un PDF avec du JavaScript"
    Alors le document "formulaire.pdf" est ajouté
    Quand je clique sur "formulaire"
    Alors je vois "Carnet ne les exécute jamais"

  Scénario: La connexion coupée en plein envoi, puis revenue
    Étant donné que je suis connectée comme "awa.diallo"
    Quand j’ouvre "/dossier"
    Et que la connexion lâche pendant les envois
    Et que j’ajoute le document "gros scanner.pdf"
    Alors le document "gros scanner.pdf" est refusé : "interrompu avant la fin : rien n’a été gardé"
    Quand la connexion est bonne
    Et que je clique sur "Réessayer"
    Alors le document "gros scanner.pdf" est ajouté
    Quand je clique sur "gros scanner"
    Et que je télécharge avec "Télécharger"
    Alors le fichier téléchargé est exactement "gros scanner.pdf"

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
