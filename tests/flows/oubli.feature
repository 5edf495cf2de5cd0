# language: fr
Fonctionnalité: Mot de passe oublié
  Par un lien reçu par e-mail ou par une lettre ; rien ne dit qui a un compte, et le second facteur reste demandé.

  Scénario: Un lien par e-mail, qui sert une fois
    Étant donné une démonstration toute neuve
    Et que je prends un autre appareil
    Et que je suis connectée comme "awa.diallo"
    Et que je reviens au premier appareil
    Quand j’ouvre "/"
    Et que je clique sur "Mot de passe oublié ?"
    Alors le titre est "Mot de passe oublié"
    Et la page est accessible
    Quand je clique sur "Recevoir un lien par e-mail"
    Alors le champ "Identifiant ou adresse e-mail" dit "Indiquez votre identifiant."
    Quand je remplis "Identifiant ou adresse e-mail" avec "awa.diallo"
    Et que je clique sur "Recevoir un lien par e-mail"
    Alors je vois "Votre demande est enregistrée."
    Et je vois "Si un compte porte ce nom"
    Quand j’ouvre le lien reçu par e-mail
    Alors je vois "awa.diallo"
    Quand je remplis "Nouveau mot de passe" avec "court"
    Et que je clique sur "Changer le mot de passe"
    Alors le champ "Nouveau mot de passe" dit "Il faut au moins 12 caractères."
    Quand je remplis "Nouveau mot de passe" avec "tramway violet parasol 9"
    Et que je clique sur "Changer le mot de passe"
    Alors je vois "Votre mot de passe est changé."
    Quand je prends un autre appareil
    Alors je vois "Se connecter"
    Quand je reviens au premier appareil
    Et que j’ouvre encore le même lien
    Alors je vois "Ce lien ne sert plus."
    Quand j’essaie de me connecter comme "awa.diallo" avec le mot de passe "Demo-Sante-2026!"
    Alors je vois "Identifiant ou mot de passe incorrect."
    Quand j’essaie de me connecter comme "awa.diallo" avec le mot de passe "tramway violet parasol 9"
    Alors l’adresse est "/accueil"
    Quand j’ouvre "/historique"
    Alors je vois "un nouveau a été choisi"

  Scénario: Une personne inconnue lit la même réponse
    Étant donné une démonstration toute neuve
    Et que je tiens un petit téléphone
    Quand j’ouvre "/mot-de-passe-oublie"
    Et que je remplis "Identifiant ou adresse e-mail" avec "personne.du.tout"
    Et que je clique sur "Recevoir un lien par e-mail"
    Alors je vois "Votre demande est enregistrée."
    Et la page tient dans la largeur
    Et rien ne se touche du doigt sur moins de 44 points

  Scénario: Par lettre, quand le téléphone est perdu aussi
    Étant donné une démonstration toute neuve
    Et que je suis connectée comme "awa.diallo"
    Quand j’ouvre "/parametres/second-facteur"
    Et que je donne mon mot de passe pour l’application
    Et que je clique sur "Commencer"
    Et que je règle mon téléphone sur cette clé
    Et que je remplis "Code de l’application" avec le code de mon téléphone
    Et que je clique sur "Mettre en place"
    Alors je vois "Vos codes de secours"
    Quand je me déconnecte
    Et que j’ouvre "/mot-de-passe-oublie/lettre"
    Et que je remplis "Numéro de sécurité sociale" avec "2021000999005"
    Et que je clique sur "Recevoir une lettre"
    Alors le champ "Numéro de sécurité sociale" dit "Il faut 15 caractères"
    Quand je remplis "Numéro de sécurité sociale" avec "2 02 10 00 999 005 57"
    Et que je remplis "Date de naissance" avec "26/10/2002"
    Et que je clique sur "Recevoir une lettre"
    Alors je vois "Votre demande est enregistrée."
    Et un e-mail dit "Une lettre pour choisir un nouveau mot de passe"
    Quand j’ouvre "/mot-de-passe-oublie/code"
    Et que je remplis "Numéro de sécurité sociale" avec "2 02 10 00 999 005 57"
    Et que je remplis "Date de naissance" avec "26/10/2002"
    Et que je recopie la lettre que "Awa Diallo" vient de recevoir
    Et que je clique sur "Continuer"
    Alors je vois "awa.diallo"
    Quand je remplis "Nouveau mot de passe" avec "tramway violet parasol 9"
    Et que je clique sur "J’ai perdu aussi mon second facteur : le retirer de ce compte."
    Et que je clique sur "Changer le mot de passe"
    Alors je vois "Votre mot de passe est changé."
    Quand j’essaie de me connecter comme "awa.diallo" avec le mot de passe "tramway violet parasol 9"
    Alors l’adresse est "/accueil"

  Scénario: En anglais
    Étant donné une démonstration toute neuve
    Et que j’ouvre "/mot-de-passe-oublie"
    Et que je lis Carnet en anglais
    Quand je remplis "User name or e-mail address" avec "paul.durand@exemple.fr"
    Et que je clique sur "Get a link by e-mail"
    Alors je vois "Your request is recorded."
    Quand j’ouvre le lien reçu par e-mail
    Alors je vois "For the account “paul.durand”."
