# language: fr
Fonctionnalité: Qui lit le dossier
  La personne décide quels professionnels lisent ; ce qu’elle masque ou retire se ferme aussitôt, chez eux aussi.

  Scénario: Autoriser un médecin, qui lit ; masquer le document qu’il regarde, puis lui retirer l’accès
    Étant donné une démonstration toute neuve
    Et que je suis connecté comme "paul.durand"
    Quand j’ouvre "/parametres/acces"
    Et que je remplis "Chercher un professionnel" avec "haddad"
    Et que je clique sur "Autoriser : Dr Karim Haddad"
    Et que je clique sur "Autoriser à lire le dossier : Dr Karim Haddad"
    Alors l’état dit "Ce professionnel peut lire le dossier, dès maintenant."
    Et la page est accessible
    Quand je prends l’autre appareil, au cabinet
    Et que je suis connecté comme "dr.haddad"
    Et que j’ouvre "/pro/patients"
    Et que je clique sur "Paul Durand"
    Alors le titre est "Paul Durand"
    Et je vois "Pénicilline"
    Et la page est accessible
    Quand je clique sur "Échographie du cœur"
    Alors le titre est "Échographie du cœur"
    Quand je reviens au premier appareil
    Et que j’ouvre "/dossier"
    Et que je clique sur "Échographie du cœur"
    Et que je clique sur "Masquer à tous les professionnels"
    Alors l’état dit "C’est masqué, dès maintenant."
    Et la page est accessible
    Quand je prends l’autre appareil, au cabinet
    Alors l’état dit "Ce document n’est plus partagé avec vous."
    Et le titre est "Paul Durand"
    Et je vois "119 documents"
    Quand je reviens au premier appareil
    Et que j’ouvre "/parametres/acces"
    Et que je clique sur "Retirer l’accès : Dr Karim Haddad"
    Alors l’état dit "L’accès est retiré, dès maintenant."
    Quand je prends l’autre appareil, au cabinet
    Alors je vois "Ce dossier ne vous est pas ouvert"
    Quand je reviens au premier appareil
    Et que j’ouvre "/historique"
    Alors je vois "Document masqué : tous les professionnels"
    Et je vois "Document consulté"
    Et je vois "Accès au dossier retiré"

  Scénario: Un PDF arrive de qui lit le dossier, s’ouvre, se masque à lui seul, et l’historique dit chaque acte
    Étant donné une démonstration toute neuve
    Et que je suis connectée comme "awa.diallo"
    Et que j’ouvre "/parametres/acces"
    Et que je remplis "Chercher un professionnel" avec "moreau"
    Et que je clique sur "Autoriser : Dr Anne Moreau"
    Et que je clique sur "Autoriser à lire le dossier : Dr Anne Moreau"
    Et que l’état dit "Ce professionnel peut lire le dossier, dès maintenant."
    Et que j’ouvre "/dossier"
    Et que je vois "1 document"
    Quand je prends l’autre appareil, au cabinet
    Et que je suis connecté comme "dr.moreau"
    Et que j’ouvre "/pro/patients"
    Et que je clique sur "Awa Diallo"
    Et que je clique sur "Envoyer un document"
    Et que je choisis d’envoyer "Bilan sanguin.pdf"
    Et que je clique sur "Envoyer"
    Alors l’état dit "1 document est parti."
    Et je vois "Remis au dossier"
    Quand je reviens au premier appareil
    Alors l’état dit "« Bilan sanguin » vient d’arriver dans le dossier."
    Quand je clique sur "Bilan sanguin"
    Alors je vois "Envoyé par Dr Anne Moreau"
    Quand je télécharge avec "Télécharger"
    Alors le fichier téléchargé est exactement "Bilan sanguin.pdf"
    Quand je prends l’autre appareil, au cabinet
    Et que j’ouvre "/pro/patients"
    Et que je clique sur "Awa Diallo"
    Et que je clique sur "Bilan sanguin"
    Alors le titre est "Bilan sanguin"
    Quand je reviens au premier appareil
    Et que je clique sur "Masquer : Dr Anne Moreau"
    Alors l’état dit "C’est masqué, dès maintenant."
    Quand je prends l’autre appareil, au cabinet
    Alors l’état dit "Ce document n’est plus partagé avec vous."
    Et je vois "1 document"
    Et je ne vois pas "Bilan sanguin"
    Quand je reviens au premier appareil
    Et que j’ouvre "/historique"
    Alors l’historique dit, du premier au dernier :
      | Professionnel autorisé à lire le dossier |
      | Liste des documents consultée            |
      | Document déposé dans le dossier          |
      | Document téléchargé                      |
      | Document consulté                        |
      | Document masqué : Dr Anne Moreau         |
    Et je vois "Dr Anne Moreau"

  Scénario: Un médecin demande, Camille accepte, masque à une profession et regarde comme elle, bloque, puis débloque
    Étant donné une démonstration toute neuve
    Et que je prends l’autre appareil, au cabinet
    Et que je suis connecté comme "dr.moreau"
    Quand j’ouvre "/pro/patients"
    Et que je remplis les traits de "camille.martin" au nom de "Camille" "Martin"
    Et que je clique sur "Demander l’accès"
    Alors l’état dit "La demande est partie."
    Quand je reviens au premier appareil
    Et que je suis connectée comme "camille.martin"
    Et que j’ouvre "/parametres/acces"
    Alors je vois "Un refus n’est pas dit au professionnel."
    Quand je clique sur "Autoriser à lire le dossier : Dr Anne Moreau"
    Alors l’état dit "Ce professionnel peut lire le dossier, dès maintenant."
    Quand je prends l’autre appareil, au cabinet
    Et que j’ouvre "/pro/patients"
    Et que je clique sur "Camille Martin"
    Alors je vois "Mammographie"
    Quand je reviens au premier appareil
    Et que j’ouvre "/dossier"
    Et que je clique sur "Mammographie"
    Et que je clique sur "Par profession"
    Et que je clique sur "Masquer : Infirmier, infirmière"
    Alors l’état dit "C’est masqué, dès maintenant."
    Et je vois "Ne plus masquer : Infirmier, infirmière"
    Quand j’ouvre "/parametres/acces"
    Et que je clique sur "Médecin"
    Alors je vois "Mammographie"
    Quand je clique sur "Infirmier, infirmière"
    Alors je ne vois pas "Mammographie"
    Quand je clique sur "Bloquer : Dr Anne Moreau"
    Alors l’état dit "Ce professionnel est bloqué"
    Quand je prends l’autre appareil, au cabinet
    Alors je vois "Ce dossier ne vous est pas ouvert"
    Quand je reviens au premier appareil
    Et que je clique sur "Débloquer : Dr Anne Moreau"
    Alors l’état dit "Il n’est pas autorisé pour autant."
    Quand je prends l’autre appareil, au cabinet
    Et que je recharge la page
    Alors je vois "Ce dossier ne vous est pas ouvert"
