# language: fr
Fonctionnalité: Recopier la lettre sans se tromper
  Une faute de frappe est expliquée à côté du champ et ne compte pas comme un essai.

  Contexte:
    Étant donné une démonstration toute neuve

  Plan du scénario: Un numéro mal recopié est expliqué
    Quand j’ouvre "/activation"
    Et que je remplis "Numéro de sécurité sociale" avec "<numéro>"
    Et que je remplis "Date de naissance" avec "23/02/1991"
    Et que je remplis "Code confidentiel" avec "AAAA-AAAA-AAAA-AAAA"
    Et que je clique sur "Continuer"
    Alors le champ "Numéro de sécurité sociale" dit "<réponse>"
    Et le champ "Numéro de sécurité sociale" contient "<numéro>"

    Exemples:
      | numéro                | réponse                                     |
      | 2 91 02 00 999 006 30 | La clé                                      |
      | 2 91 02               | Il faut 15 caractères avec la clé           |
      | 1 97 08 20 999 007 73 | La clé                                      |
      | A 91 02 00 999 006 29 | n’a pas la forme                            |

  Scénario: Un champ oublié est montré
    Quand j’ouvre "/activation"
    Et que je clique sur "Continuer" sans les contrôles du navigateur
    Alors le champ "Numéro de sécurité sociale" dit "Indiquez le numéro de sécurité sociale"
    Et le champ "Date de naissance" dit "Indiquez la date de naissance."
    Et le champ "Code confidentiel" dit "Indiquez le code qui figure sur la lettre."
    Et le curseur est dans "Numéro de sécurité sociale"

  Plan du scénario: Un code mal recopié est expliqué
    Quand j’ouvre "/activation"
    Et que je remplis "Numéro de sécurité sociale" avec "2 91 02 00 999 006 29"
    Et que je remplis "Date de naissance" avec "23/02/1991"
    Et que je remplis "Code confidentiel" avec "<code>"
    Et que je clique sur "Continuer"
    Alors le champ "Code confidentiel" dit "<réponse>"
    Et le curseur est dans "Code confidentiel"

    Exemples:
      | code                | réponse                          |
      | AAAA-AAAA           | Le code compte 16 caractères     |
      | AAAA-AAAA-AAAA-AAA! | ne peut pas figurer dans un code |
      | AAAA-AAAA-AAAA-AAAB | une faute de frappe dans le code |
