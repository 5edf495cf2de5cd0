# language: fr
Fonctionnalité: Les proches
  Qui agit pour un enfant et jusqu’à quand ; ce qu’un jeune garde pour lui ; ce qui s’arrête, même sur une page ouverte.

  Scénario: Sophie et Jade lisent la même chose, et la page est accessible
    Étant donné une démonstration toute neuve
    Et que je suis connectée comme "sophie.bernard"
    Quand j’ouvre "/parametres"
    Et que je clique sur "Proches"
    Alors le titre est "Proches"
    Et je vois "Qui agit pour Jade Bernard :"
    Et je vois "Sophie Bernard (vous)"
    Et je vois "cela s’arrête de soi-même"
    Et la page est accessible
    Quand je prends un autre appareil
    Et que je tiens un petit téléphone
    Et que je suis connectée comme "jade.bernard"
    Et que j’ouvre "/parametres/proches"
    Alors je vois "Qui agit pour vous :"
    Et je vois "Sophie Bernard"
    Et la page tient dans la largeur
    Et la page est accessible

  Scénario: L’autre parent est invité sans que rien ne dise s’il a un dossier, et accepte
    Étant donné une démonstration toute neuve
    Et que je suis connectée comme "sophie.bernard"
    Et que j’ouvre "/parametres/proches"
    Quand je clique sur "Inviter l’autre parent"
    Et que je clique sur "Inviter"
    Alors le champ "Son numéro de sécurité sociale" dit "Indiquez le numéro de sécurité sociale"
    Quand je désigne "Nadia Petit" comme l’autre parent
    Et que je clique sur "Inviter"
    Alors je vois "L’invitation est notée."
    Et je vois "Invitation adressée à Nadia"
    Quand je prends un autre appareil
    Et que j’ouvre "/activation"
    Et que je recopie la lettre de "Nadia Petit"
    Et que je clique sur "Continuer"
    Et que je remplis "Identifiant" avec "nadia.petit"
    Et que je remplis "Adresse e-mail" avec "nadia@exemple.fr"
    Et que je remplis "Mot de passe" avec "tramway violet parasol 9"
    Et que je clique sur "Ouvrir mon espace"
    Alors l’adresse est "/accueil"
    Quand j’ouvre "/parametres/proches"
    Alors je vois "Sophie Bernard vous propose d’agir pour Jade Bernard"
    Quand je clique sur "Accepter"
    Alors je vois "C’est fait"
    Quand je choisis "Jade Bernard" dans "Dossier de"
    Alors la liste "Dossier de" montre "Jade Bernard"
    Quand je reviens au premier appareil
    Alors je vois "sur invitation de l’autre parent"

  Scénario: Ne plus agir dès aujourd’hui ferme la page restée ouverte ailleurs
    Étant donné une démonstration toute neuve
    Et que je suis connectée comme "sophie.bernard"
    Et que je choisis "Jade Bernard" dans "Dossier de"
    Et que j’ouvre "/dossier"
    Et que je vois "Jade Bernard"
    Quand j’ouvre "/parametres/proches" dans un autre onglet
    Et que je clique sur "Ne plus agir pour Jade Bernard"
    Et que je remplis "Ne plus agir pour Jade Bernard à partir du" avec "26/11/2026"
    Et que je clique sur "Ne plus agir"
    Alors je vois "vous l’avez décidé"
    Quand je reviens au premier onglet
    Alors l’adresse est "/parametres/proches"
    Et je vois "Vous n’agissez plus pour Jade Bernard"

  Scénario: L’autre parent décline, et celle qui l’a invité n’en sait rien
    Étant donné une démonstration toute neuve
    Et que je suis connectée comme "sophie.bernard"
    Et que j’ouvre "/parametres/proches"
    Quand je clique sur "Inviter l’autre parent"
    Et que je désigne "awa.diallo" comme l’autre parent, qui se prénomme "Awa"
    Et que je clique sur "Inviter"
    Alors je vois "L’invitation est notée."
    Quand je prends un autre appareil
    Et que je suis connectée comme "awa.diallo"
    Et que j’ouvre "/parametres/proches"
    Alors je vois "Sophie Bernard vous propose d’agir pour Jade Bernard"
    Quand je clique sur "Décliner"
    Alors l’état dit "L’invitation est déclinée. Personne n’en est averti."
    Et je ne vois pas "Jade Bernard"
    Quand je recharge la page
    Alors je vois "Vous n’agissez pour aucun enfant."
    Et je ne vois pas "Jade Bernard"
    Quand je reviens au premier appareil
    Et que je recharge la page
    Alors je vois "Invitation adressée à Awa"
    Et je vois "En attente jusqu’au 26 décembre 2026"

  Scénario: L’autorité parentale finit un jour choisi : à minuit la page ouverte se ferme, jusque-là rien ne change
    Étant donné une démonstration toute neuve
    Et que je suis connectée comme "sophie.bernard"
    Et que j’ouvre "/parametres/proches"
    Quand je clique sur "Ne plus agir pour Jade Bernard"
    Et que je remplis "Ne plus agir pour Jade Bernard à partir du" avec "27/11/2026"
    Et que je clique sur "Ne plus agir"
    Alors je vois "Vous n’agirez plus pour Jade Bernard à partir du 27 novembre 2026"
    Et je vois "Continuer d’agir pour Jade Bernard"
    Quand il est minuit moins cinq
    Et que je prends un autre appareil
    Et que je suis connectée comme "sophie.bernard"
    Et que je choisis "Jade Bernard" dans "Dossier de"
    Et que j’ouvre "/dossier"
    Alors la liste "Dossier de" montre "Jade Bernard"
    Quand minuit passe
    Alors l’adresse est "/parametres/proches"
    Et je vois "Vous n’agissez plus pour Jade Bernard"
    Et je vois "Vous n’agissez pour aucun enfant."
    Quand j’ouvre "/dossier"
    Alors je ne vois pas "Jade Bernard"

  Scénario: Jade garde un document pour elle
    Étant donné une démonstration toute neuve
    Et que je suis connectée comme "jade.bernard"
    Et que j’ouvre "/dossier"
    Quand je clique sur "Garder pour moi ce que j’ajoute : mes parents ne le voient pas"
    Et que j’ajoute le document "bulletin.pdf"
    Alors le document "bulletin.pdf" est ajouté
    Et je vois "Gardé pour vous"
    Quand je prends un autre appareil
    Et que je suis connectée comme "sophie.bernard"
    Et que je choisis "Jade Bernard" dans "Dossier de"
    Et que j’ouvre "/dossier"
    Alors je vois "Jade Bernard"
    Et je ne vois pas "bulletin"
    Quand j’ouvre "/historique"
    Alors je ne vois pas "bulletin"

  Scénario: À 17 ans et 9 mois tout est expliqué, à 18 ans c’est fini
    Étant donné une démonstration toute neuve
    Quand 580 jours passent
    Et que je suis connectée comme "jade.bernard"
    Et que j’ouvre "/parametres/proches"
    Alors je vois "Ce qu’ils gardent : rien."
    Quand je clique sur "Choisir ce que Sophie Bernard garde"
    Et que je clique sur "Tenir l’agenda"
    Et que je clique sur "Enregistrer ce choix"
    Alors je vois "À vos 18 ans, Sophie Bernard garde : agenda"
    Et la page est accessible
    Quand 95 jours passent
    Et que je prends un autre appareil
    Et que je suis connectée comme "sophie.bernard"
    Et que j’ouvre "/parametres/proches"
    Alors je vois "ce jour-là, Jade Bernard a eu 18 ans"
    Et je vois "Vous n’agissez pour aucun enfant."
    Quand j’ouvre "/parametres/aidants"
    Alors je vois "Jade Bernard"
    Quand je reviens au premier appareil
    Et que je tiens un petit téléphone
    Et que j’ouvre "/"
    Et que je me connecte comme "jade.bernard"
    Et que j’ouvre "/parametres/proches"
    Alors je vois "vos parents n’agissent plus pour vous."
    Et je vois "Sophie Bernard vous aide"
    Et la page tient dans la largeur
    Et la page est accessible

  Scénario: Le carnet d’un enfant se ferme par ceux qui agissent pour lui, avec leur mot de passe
    Étant donné une démonstration toute neuve
    Et que je suis connectée comme "camille.martin"
    Et que j’ouvre "/parametres/proches"
    Quand je clique sur "Fermer le carnet de Léo Martin"
    Alors je vois "Emportez d’abord une copie de tout."
    Et je vois "Personne d’autre n’agit pour Léo Martin dans Carnet"
    Et la page est accessible
    Quand je remplis "Votre mot de passe" avec "pas le bon"
    Et que je clique sur "Fermer son carnet"
    Alors je vois "Cochez cette case pour demander que ce carnet soit fermé."
    Et je vois "Choisissez ce que devient cette commande."
    Quand je choisis "Fermer le carnet quand elle sera remise" pour chaque commande
    Et que je clique sur "Oui, je demande que le carnet de Léo Martin soit fermé."
    Et que je clique sur "Fermer son carnet"
    Alors le champ "Votre mot de passe" dit "Ce n’est pas votre mot de passe."
    Quand je remplis "Votre mot de passe" avec "Demo-Sante-2026!"
    Et que je clique sur "Fermer son carnet"
    Alors je vois "Il le sera dès que les commandes attendues seront remises ou annulées"
    Quand je clique sur "Ne plus le demander"
    Et que je clique sur "Fermer le carnet de Léo Martin"
    Et que je choisis "Annuler la commande" pour chaque commande
    Et que je clique sur "Oui, je demande que le carnet de Léo Martin soit fermé."
    Et que je remplis "Votre mot de passe" avec "Demo-Sante-2026!"
    Et que je double-clique sur "Fermer son carnet"
    Alors l’état dit "Le carnet est fermé. Le récépissé part par e-mail à chaque parent qui a une adresse."
    Et je ne vois pas "Fermer le carnet de Léo Martin"
    Quand j’ouvre "/demo"
    Alors je vois "Le carnet d’un enfant est fermé"

  Scénario: Jade apprend que son carnet va se fermer, et s’y oppose
    Étant donné une démonstration toute neuve
    Et que je suis connectée comme "sophie.bernard"
    Et que j’ouvre "/parametres/proches"
    Quand je clique sur "Fermer le carnet de Jade Bernard"
    Alors je vois "Jade a sept jours pour s’y opposer"
    Quand je remplis "Votre mot de passe" avec "Demo-Sante-2026!"
    Et que je clique sur "Oui, je demande que le carnet de Jade Bernard soit fermé."
    Et que je clique sur "Fermer son carnet"
    Alors l’état dit "C’est noté. Le carnet sera fermé le 4 décembre 2026, sauf opposition. Jusque-là, vous pouvez revenir en arrière."
    Et je vois "sauf si Jade s’y oppose d’ici là"
    Et la page est accessible
    Quand j’ouvre "/demo"
    Alors je vois "Votre carnet va se fermer, sauf si vous vous y opposez"
    Quand je prends un autre appareil
    Et que je tiens un petit téléphone
    Et que je suis connectée comme "jade.bernard"
    Et que j’ouvre "/notifications"
    Alors je vois "Votre carnet va se fermer, sauf si vous vous y opposez"
    Quand j’ouvre "/accueil"
    Alors je vois "Votre carnet sera fermé le 4 décembre 2026, sauf si vous vous y opposez."
    Et la page est accessible
    Quand je clique sur "Voir qui le demande, ou m’y opposer"
    Alors l’adresse est "/parametres/proches"
    Et je vois "La fermeture de votre carnet est demandée par Sophie Bernard. Elle a lieu le 4 décembre 2026"
    Et je vois "Vous pouvez vous y opposer jusqu’au 3 décembre 2026 inclus, sans donner de raison."
    Et la page tient dans la largeur
    Et la page est accessible
    Quand je clique sur "Je m’y oppose"
    Alors l’état dit "C’est noté : votre carnet reste ouvert. Qui en a demandé la fermeture en est averti."
    Et je vois "Vous vous opposez depuis le 26 novembre 2026"
    Quand je reviens au premier appareil
    Et que j’ouvre "/parametres/proches"
    Alors je vois "Jade s’oppose depuis le 26 novembre 2026 à la fermeture de ce carnet."
    Et je ne vois pas "Fermer le carnet de Jade Bernard"

  Scénario: Sans opposition, le carnet de Jade se ferme au huitième jour
    Étant donné une démonstration toute neuve
    Et que je suis connectée comme "sophie.bernard"
    Et que j’ouvre "/parametres/proches"
    Quand je clique sur "Fermer le carnet de Jade Bernard"
    Et que je remplis "Votre mot de passe" avec "Demo-Sante-2026!"
    Et que je clique sur "Oui, je demande que le carnet de Jade Bernard soit fermé."
    Et que je clique sur "Fermer son carnet"
    Alors je vois "sauf si Jade s’y oppose d’ici là"
    Quand 6 jours passent
    Et que je prends un autre appareil
    Et que je suis connectée comme "jade.bernard"
    Et que j’ouvre "/notifications"
    Alors je vois "Encore deux jours au moins pour vous opposer à la fermeture de votre carnet"
    Quand 2 jours passent
    Et que je prends un autre appareil
    Et que je suis connectée comme "sophie.bernard"
    Et que j’ouvre "/parametres/proches"
    Alors je vois "Vous n’agissez pour aucun enfant."
    Quand j’ouvre "/demo"
    Alors je vois "Le carnet d’un enfant est fermé"

  Scénario: À 18 ans à minuit, la page ouverte du parent se ferme et le jeune sans compte reçoit sa lettre
    Étant donné une démonstration toute neuve
    Quand nous sommes le "25/09/2038"
    Et il est minuit moins cinq
    Et que je suis connectée comme "camille.martin"
    Et que j’ajoute le rendez-vous "Kiné" le "27/09/2038" à "9 h"
    Et que je choisis "Léo Martin" dans "Dossier de"
    Et que j’ajoute le rendez-vous "Vaccin de Léo" le "27/09/2038" à "9 h 30"
    Et que le rendez-vous "Vaccin de Léo" est dans la liste
    Et que j’ouvre "/dossier"
    Alors je vois "Certificat pour la natation"
    Quand minuit passe
    Alors l’adresse est "/parametres/proches"
    Et je vois "ce jour-là, Léo Martin a eu 18 ans"
    Quand j’ouvre "/dossier"
    Alors je ne vois pas "Léo Martin"
    Et la lettre de "Léo Martin"
    Quand 10 heures passent
    Alors un seul e-mail part pour "camille.martin", le "26 septembre 2038 à 10 h"
    Quand je prends un autre appareil
    Et que je suis connectée comme "camille.martin"
    Et que j’ouvre "/notifications"
    Alors je vois "Kiné"
    Et je vois "Vous n’agissez plus pour Léo, qui a 18 ans"
    Et je ne vois pas "Vaccin de Léo"
