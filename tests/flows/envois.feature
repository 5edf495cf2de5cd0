# language: fr
Fonctionnalité: Ajouter des documents d’où l’on est, et savoir où ils en sont

  Contexte:
    Étant donné une démonstration toute neuve
    Et que je suis connectée comme "awa.diallo"

  Scénario: Ajouter depuis l’accueil
    Quand j’ouvre "/accueil"
    Et que j’ajoute le document "analyse de sang.pdf"
    Alors le document "analyse de sang.pdf" est ajouté
    Et l’état dit "« analyse de sang » est ajouté."
    Et l’adresse est "/accueil"

  Scénario: Regarder ailleurs pendant un envoi
    Quand j’ouvre "/dossier"
    Et que les envois attendent
    Et que j’ajoute le document "analyse de sang.pdf"
    Et que je clique sur "Historique"
    Alors je vois "1 envoi en cours"
    Quand les envois repartent
    Alors l’état dit "« analyse de sang.pdf » est ajouté au dossier."
    Et je ne vois pas "envoi en cours"

  Scénario: Plusieurs documents ajoutés tiennent en une ligne
    Quand j’ouvre "/dossier"
    Et que j’ajoute le document "analyse de sang.pdf"
    Et que j’ajoute le document "radio.png"
    Et que j’ajoute le document "ordonnance.jpg"
    Alors je vois "3 documents ajoutés"
    Quand je clique sur "Masquer 3 documents ajoutés"
    Alors je ne vois pas "3 documents ajoutés"

  Scénario: Un envoi coupé puis réessayé ne se dit plus coupé
    Quand j’ouvre "/dossier"
    Et que la connexion lâche pendant les envois
    Et que j’ajoute le document "analyse de sang.pdf"
    Alors le document "analyse de sang.pdf" est refusé : "interrompu avant la fin : rien n’a été gardé"
    Quand la connexion est bonne
    Et que je clique sur "Réessayer"
    Alors le document "analyse de sang.pdf" est ajouté
    Et rien ne parle plus de "L’envoi a été interrompu"

  Scénario: Chercher ce que les lignes montrent
    Quand j’ouvre "/dossier"
    Et que je remplis "Rechercher dans le dossier" avec "biologie vous"
    Alors je vois "1 document trouvé"
    Quand je remplis "Rechercher dans le dossier" avec "biologie chu"
    Alors je vois "Aucun document ne correspond"

  Scénario: Chercher dans l’historique
    Quand j’ouvre "/historique"
    Et que je remplis "Rechercher dans l’historique" avec "serologie"
    Alors l’adresse contient "q=serologie"
    Et je vois "1 ligne trouvée"
    Quand je recharge la page
    Alors le champ "Rechercher dans l’historique" contient "serologie"
    Et je vois "1 ligne trouvée"
    Quand je choisis "Espace et connexions" dans "Genre d’acte"
    Alors l’adresse contient "acte=espace"
    Et je vois "Aucune ligne ne correspond"
    Quand je clique sur "Effacer les filtres"
    Alors l’adresse est "/historique"
    Et je vois "Session ouverte"
