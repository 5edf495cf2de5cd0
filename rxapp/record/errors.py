"""What the record says when it says no: one French sentence or two per code, with what to do."""

from __future__ import annotations

from rxapp.core.errors import declare

_ACCEPTED = "PDF, JPEG, PNG, HEIC, TXT, CDA (XML), DICOM"

MESSAGES: dict[str, str] = {
    # sizes and transport
    "fichier.vide": "Ce fichier est vide : il n’y a rien à ajouter. Vérifiez qu’il s’ouvre sur votre appareil, puis recommencez.",
    "fichier.trop_lourd": (
        "Ce fichier est trop lourd : 50 Mo au plus par fichier. Réduisez-le ou envoyez-le en plusieurs parties."
    ),
    "fichier.taille_inconnue": "La taille du fichier n’a pas été annoncée. Recommencez depuis la page Dossier.",
    "envoi.coupe": "L’envoi a été interrompu avant la fin : rien n’a été gardé. Vérifiez votre connexion, puis recommencez.",
    "envoi.trop_lent": (
        "L’envoi n’avançait presque plus : il a été arrêté et rien n’a été gardé. Recommencez avec une meilleure connexion."
    ),
    "envoi.sans_fichier": "Ajoutez au moins un fichier à envoyer.",
    "envoi.patient": "Choisissez une personne de la liste, ou écrivez ses traits.",
    "envoi.trop_de_fichiers": "{maximum} fichiers au plus par envoi. Envoyez les autres ensuite.",
    "envoi.fichier_absent": (
        "Un des fichiers n’est plus là : il est déjà parti, ou il a attendu plus d’une semaine. Ajoutez-le à nouveau."
    ),
    "envoi.coffre_plein": (
        "Vos envois en attente occupent déjà 1 Go. Corrigez ou retirez ceux qui n’ont pas été remis, puis recommencez."
    ),
    "envoi.deja_remis": "Cet envoi n’attend plus : il ne se corrige ni ne se retire.",
    "envoi.trop_souvent": "Vous avez beaucoup envoyé en peu de temps. Rien de plus n’est parti : recommencez dans {attente}.",
    "envoi.trop_en_attente": (
        "Trop de vos envois n’ont pas trouvé leur destinataire. Corrigez-les ; les nouveaux envois reprennent dans {attente}."
    ),
    "acces.trop_souvent": "Vous avez fait beaucoup de demandes en peu de temps. Recommencez dans {attente}.",
    "dossier.plein": "Votre dossier atteint sa limite de 2 Go. Supprimez des documents devenus inutiles, puis recommencez.",
    "dossier.trop_en_attente": (
        "Les documents que vous avez déposés sans les envoyer occupent déjà 200 Mo. Envoyez-les d’abord dans un message ; "
        "ceux qui ne partent pas s’effacent d’eux-mêmes au bout d’une semaine."
    ),
    # what the file is
    "fichier.inconnu": "Carnet ne reconnaît pas ce fichier. Types acceptés : " + _ACCEPTED + ".",
    "fichier.extension": "Les fichiers « .{extension} » ne sont pas acceptés. Types acceptés : " + _ACCEPTED + ".",
    "fichier.sans_extension": (
        "Le nom de ce fichier n’a pas d’extension, alors que c’est un fichier {contenu}. Renommez-le en ajoutant « "
        ".{extension} », puis recommencez."
    ),
    "fichier.desaccord": (
        "Le nom de ce fichier finit par « .{extension} » mais son contenu est du type {contenu}. S’il vient d’une "
        "source sûre, renommez-le en « .{bonne_extension} », puis recommencez."
    ),
    "fichier.programme": (
        "Ce fichier est un programme, pas un document : il est refusé. S’il prétend être un document médical, ne "
        "l’ouvrez pas et supprimez-le."
    ),
    "fichier.archive": (
        "Ce fichier est une archive (zip ou semblable). Ouvrez-la sur votre appareil et ajoutez les documents un par un."
    ),
    "fichier.bureautique": (
        "Les fichiers de traitement de texte ou de tableur ne sont pas acceptés. Enregistrez celui-ci en PDF, puis "
        "ajoutez le PDF."
    ),
    "fichier.page_web": "Ce fichier est une page web, qui peut contenir des programmes. Imprimez-la en PDF, puis ajoutez le PDF.",
    "fichier.svg": (
        "Les images SVG peuvent contenir des programmes : elles sont refusées. Enregistrez l’image en PNG, puis recommencez."
    ),
    "fichier.autre_image": "Ce type d’image n’est pas accepté. Enregistrez l’image en JPEG ou en PNG, puis recommencez.",
    "fichier.film": "Les sons et les films ne sont pas acceptés. Types acceptés : " + _ACCEPTED + ".",
    "fichier.double": (
        "Ce fichier en cache un autre d’un type différent : il est refusé. Demandez un fichier ordinaire à qui vous l’a envoyé."
    ),
    "fichier.illisible": (
        "Ce fichier est abîmé ou incomplet : Carnet n’arrive pas à le lire. Téléchargez-le à nouveau ou "
        "redemandez-le, puis recommencez."
    ),
    "fichier.trop_complexe": (
        "Ce fichier demande trop de travail pour être lu sans risque : il est refusé. Imprimez-le en PDF simple, puis "
        "ajoutez ce PDF."
    ),
    # images
    "image.trop_grande": (
        "Cette image est trop grande : {largeur} × {hauteur} points, pour {maximum} millions de points au plus. "
        "Réduisez-la, puis recommencez."
    ),
    # PDF
    "pdf.protege": (
        "Ce PDF est protégé par un mot de passe. Ouvrez-le avec son mot de passe, imprimez-le dans un nouveau PDF "
        "sans protection, puis ajoutez celui-ci."
    ),
    "pdf.lancement": (
        "Ce PDF essaie de lancer un programme : il est refusé. Ne l’ouvrez pas ; demandez un PDF ordinaire à qui vous l’a envoyé."
    ),
    "pdf.pieces_jointes": (
        "Ce PDF contient des fichiers cachés qui ne sont pas des documents : il est refusé. Imprimez-le dans un "
        "nouveau PDF, puis ajoutez celui-ci."
    ),
    # XML
    "fichier.xml_inconnu": (
        "Ce fichier XML n’est pas un compte rendu médical au format CDA. Demandez le document en PDF à qui vous l’a envoyé."
    ),
    "fichier.xml_entites": (
        "Ce fichier XML contient des définitions qui peuvent cacher un piège : il est refusé. Demandez le document en "
        "PDF à qui vous l’a envoyé."
    ),
    # what is written about a document
    "document.titre_vide": "Donnez un titre au document.",
    "document.date_illisible": "Cette date n’existe pas. Écrivez-la comme 26/11/2026.",
    "document.date_future": "La date de l’acte ne peut pas être dans l’avenir.",
    "document.date_ancienne": "La date de l’acte ne peut pas être avant 1900.",
    "document.categorie": "Cette catégorie n’existe pas. Choisissez-en une dans la liste.",
    "document.perime": (
        "Ce document a été modifié ailleurs entre-temps. Rechargez la page pour voir la dernière version, puis recommencez."
    ),
    "document.secret": "De 16 à 18 ans, on garde pour soi ses propres documents, pas ceux qu’un parent a ajoutés.",
    "document.depose": (
        "Ce document a été déposé par un professionnel ou un établissement : personne ne peut le modifier ni le supprimer."
    ),
    "document.etabli": "Ce document a été établi par Carnet : il se lit, se télécharge et se supprime, mais ne se modifie pas.",
    "document.trop_tard": "Les dix secondes sont passées : ce document est supprimé pour de bon.",
    "apercu.impossible": "L’aperçu de ce document n’a pas pu être préparé. Vous pouvez toujours le télécharger.",
    # HTTP
    "requete.session": "Votre session est terminée. Connectez-vous, puis recommencez.",
    "requete.nom": "Le nom du fichier n’a pas été compris. Renommez-le simplement, puis recommencez.",
    "requete.plage": "Cette partie du fichier n’existe pas.",
}

declare(MESSAGES)
