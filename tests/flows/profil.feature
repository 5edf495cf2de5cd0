# language: fr
Fonctionnalité: Le profil médical
  On dit de sa santé ce qu’on veut, on le corrige sans rien perdre, et « rien de connu » n’est pas la même chose que vide.

  Scénario: Une touche de trop ne perd rien de ce qu’on écrit
    Étant donné une démonstration toute neuve
    Et que je suis connectée comme "awa.diallo"
    Quand j’ouvre "/profil"
    Et que je clique sur "Ajouter une allergie"
    Et que je remplis "À quoi" avec "Produit de contraste"
    Et que j’appuie sur "Escape"
    Alors je vois "Appuyez encore sur Échap pour fermer sans le garder."
    Et le champ "À quoi" contient "Produit de contraste"
    Quand je clique sur "Enregistrer"
    Alors je vois "C’est enregistré."
    Quand je clique sur "Ajouter une allergie"
    Et que je remplis "À quoi" avec "Iode"
    Et que j’appuie sur "Escape"
    Et que j’appuie sur "Escape"
    Alors je ne vois pas "Appuyez encore sur Échap"
    Quand je clique sur "Ajouter une allergie"
    Alors je vois "Ajouter une allergie"
    Quand j’appuie sur "Escape"
    Alors je ne vois pas "À quoi"

  Scénario: Écrire son profil, le corriger, et revenir sur ce qu’on retire
    Étant donné une démonstration toute neuve
    Et que je suis connectée comme "awa.diallo"
    Quand j’ouvre "/profil"
    Et que je clique sur "Ajouter une allergie"
    Et que je clique sur "Enregistrer"
    Alors le champ "À quoi" dit "Écrivez quelque chose ici."
    Quand je remplis "À quoi" avec "Pénicilline"
    Et que je choisis "Grave" dans "Gravité"
    Et que je clique sur "Enregistrer"
    Alors je vois "C’est enregistré."
    Quand je clique sur "Modifier : Pénicilline"
    Et que je remplis "Ce qui arrive" avec "Boutons"
    Et que je clique sur "Enregistrer"
    Et que je clique sur "Ce qui était écrit avant : Pénicilline"
    Alors je vois "Boutons"
    Quand je clique sur "Fermer"
    Et que je clique sur "Retirer : Pénicilline"
    Alors je vois "Aucune allergie connue"
    Quand je clique sur "Annuler"
    Alors je vois "Pénicilline"
    Quand je clique sur "Aucune maladie connue"
    Alors je vois "Déclaré le 26 novembre 2026 par vous"
    Quand je recharge la page
    Alors je vois "Déclaré le 26 novembre 2026 par vous"

  Scénario: Deux téléphones sur la même ligne
    Étant donné une démonstration toute neuve
    Et que je suis connecté comme "paul.durand"
    Quand j’ouvre "/profil"
    Et que je clique sur "Modifier : Amlodipine 5 mg"
    Alors je vois "Le nom écrit sur la boîte suffit."
    Quand je prends un autre appareil
    Et que je suis connecté comme "paul.durand"
    Et que j’ouvre "/profil"
    Et que je clique sur "Modifier : Amlodipine 5 mg"
    Et que je remplis "Dose" avec "10 mg"
    Et que je clique sur "Enregistrer"
    Alors je vois "Amlodipine 10 mg"
    Quand je reviens au premier appareil
    Et que je remplis "Rythme" avec "Le soir"
    Et que je clique sur "Enregistrer"
    Alors je vois "modifiée ailleurs"
    Et je vois "10 mg"
    Et le champ "Rythme" contient "Le soir"
    Quand je remplis "Dose" avec "10 mg"
    Et que je clique sur "Enregistrer"
    Alors je vois "C’est enregistré."

  Scénario: Le résumé, la carte, le relevé des vaccinations et les mesures s’emportent ; les mesures reviennent d’un tableur
    Étant donné une démonstration toute neuve
    Et que je suis connecté comme "paul.durand"
    Quand j’ouvre "/profil"
    Et que je télécharge avec "Résumé en français"
    Alors le PDF téléchargé tient en 2 pages au plus et dit "Pénicilline"
    Quand je télécharge avec "Résumé en anglais"
    Alors le PDF téléchargé tient en 2 pages au plus et dit "Conditions Type 2 diabetes"
    Quand je télécharge avec "Carte d’urgence en français"
    Alors le PDF téléchargé tient en 1 page au plus et dit "Paul Durand"
    Quand j’ouvre "/profil/vaccinations"
    Et que je télécharge avec "Relevé en français"
    Alors le PDF téléchargé tient en 3 pages au plus et dit "Durand"
    Quand j’ouvre "/profil/mesures"
    Et que je télécharge avec "Télécharger mes mesures"
    Alors le fichier téléchargé s’appelle "mesures.csv"
    Quand je clique sur "Ajouter des mesures d’un fichier"
    Et que je colle le fichier téléchargé dans "Lignes du tableur"
    Et que je clique sur "Voir ce qui sera pris"
    Alors je vois "déjà"
    Et la page est accessible
