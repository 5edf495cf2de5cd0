# language: fr
Fonctionnalité: Les fichiers que Carnet refuse
  Ce qui n’est pas un document est refusé avec des mots, et rien n’en est gardé.

  Contexte:
    Étant donné une démonstration toute neuve

  Scénario: Ce qui n’est pas un document
    Étant donné que je suis connectée comme "awa.diallo"
    Quand j’ouvre "/dossier"
    Alors chacun de ces documents est refusé avec ces mots
      | nom         | genre                              | réponse              |
      | facture.pdf | un programme                       | programme            |
      | secret.pdf  | un PDF chiffré                     | mot de passe         |
      | piège.pdf   | un PDF qui lance un programme      | programme            |
      | dessin.svg  | un SVG                             | ne sont pas acceptés |
      | dessin.png  | un SVG                             | SVG                  |
      | dossier.zip | une archive                        | ne sont pas acceptés |
      | dossier.pdf | une archive                        | archive              |
      | double.pdf  | un PDF qui est aussi une archive   | en cache un autre    |
      | rien.pdf    | un fichier vide                    | Ce fichier est vide  |
      | scanner.pdf | un fichier de 51 Mo                | 50 Mo au plus        |
      | immense.png | une image de 50 000 points de côté | trop                 |
      | photo.pdf   | une photo                          | JPEG                 |
    Quand je recharge la page
    Alors je ne vois pas "facture"
    Et je ne vois pas "double"
