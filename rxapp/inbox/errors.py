"""What the inbox answers when it says no, in French; English is in ``locales/en/inbox.po``."""

from __future__ import annotations

from rxapp.core.errors import declare
from rxapp.core.i18n import _

declare(
    {
        # what is written
        "message.vide": _("Écrivez quelque chose, ou joignez un document avec quelques mots."),
        "message.trop_long": (
            _("Ce message est trop long : {maximum} caractères au plus. Retirez-en {n}, ou joignez un document."),
            _("Ce message est trop long : {maximum} caractères au plus. Retirez-en {n}, ou joignez un document."),
        ),
        "message.trop_lourd": _(
            "Ce texte est beaucoup trop long pour un message : {maximum} caractères au plus. Joignez-le plutôt en document."
        ),
        "message.objet_vide": _("Donnez un objet au message : quelques mots qui disent de quoi il s’agit."),
        "message.piece_absente": _("Un document joint n’existe plus. Retirez-le du message, puis recommencez."),
        "message.piece_masquee": _(
            "Ce document est masqué à des professionnels. Si vous le joignez, les professionnels de cette conversation le "
            "verront."
        ),
        "message.piece_gardee": _(
            "Vous gardez ce document pour vous : il ne part que dans une conversation que vos parents ne voient pas."
        ),
        "message.trop_de_pieces": _("{maximum} documents joints au plus. Envoyez les autres dans un second message."),
        "message.destinataires": _("Choisissez de 1 à {maximum} professionnels."),
        "contester.deja": _("Ce document est déjà contesté : écrivez dans la conversation, elle est gardée avec le document."),
        "contester.parti": _("L’auteur de ce document n’est plus dans Carnet : joignez-le par téléphone ou par courrier."),
        # who may write
        "message.information": _("Ce message est une information : on n’y répond pas."),
        "message.close": _(
            "Cette conversation est close. Ce qui a été dit reste lisible ; pour la suite, écrivez un nouveau message."
        ),
        "message.bloque": _("Cette personne ne souhaite plus recevoir vos messages. Rien n’a été envoyé."),
        "message.vous_bloquez": _("Vous avez bloqué ce correspondant. Débloquez-le d’abord pour lui écrire."),
        "message.destinataire_parti": _("Votre correspondant n’utilise plus Carnet. Rien n’a été envoyé."),
        "message.refuse_nouvelles": _("Ce professionnel n’accepte pas de nouvelle conversation. Joignez-le par téléphone."),
        "message.refuse_inconnus": _(
            "Ce professionnel accepte seulement les personnes avec qui une conversation existe déjà. Joignez-le par téléphone."
        ),
        "message.refuse_nouvelles_etablissement": _(
            "Cet établissement n’accepte pas de nouvelle conversation. Joignez-le par téléphone."
        ),
        "message.refuse_inconnus_etablissement": _(
            "Cet établissement accepte seulement les personnes avec qui une conversation existe déjà. Joignez-le par téléphone."
        ),
        "message.plus_la": _("Rien n’a été envoyé : cette conversation n’est plus dans vos messages."),
        "message.plus_pour_vous": _("Rien n’a été envoyé : ce dossier ou ce destinataire n’est plus là pour vous."),
        "message.a_rouvrir": _("Rien n’a été envoyé : rouvrez votre message et renvoyez-le."),
        "message.secret": _("De 16 à 18 ans seulement, on garde pour soi une de ses propres conversations."),
        "message.autre_contenu": _(
            "Un autre message est déjà parti de cette page. Celui-ci n’a pas été envoyé ; votre texte est gardé : renvoyez-le."
        ),
        "message.trop_souvent": _(
            "Vous avez envoyé beaucoup de messages en peu de temps. Celui-ci n’a pas été envoyé : renvoyez-le dans {attente}."
        ),
        # what was sent
        "message.pas_le_votre": _("Seul l’auteur d’un message peut le retirer."),
        "message.deja_retire": _("Ce message est déjà retiré."),
        "message.deja_lu": _("Ce message a déjà été lu : il ne peut plus être retiré."),
        "message.autre_cabinet": _("Ce compte ne travaille pas dans votre cabinet."),
        "message.raison": _("Choisissez une raison."),
        "message.deja_signale": _("Vous avez déjà signalé ce message."),
        "message.rien_a_ranger": _("Ce document est déjà dans le dossier."),
        "message.parents_verront": _("Vos parents voient votre dossier : ils verront ce document."),
        "message.blocage": _("On bloque un professionnel avec qui une conversation existe."),
        # drafts and choices
        "brouillon.plus_recent": _("Ce brouillon a été modifié sur un autre appareil : voici la version la plus récente."),
        "absence.dates": _("Donnez deux dates dans l’ordre, la dernière à venir, un an au plus."),
        "absence.vide": _("Écrivez le message d’absence que recevront ceux qui vous écrivent."),
        "cabinet.compte": _("Cet identifiant n’est pas celui d’un professionnel ni d’un établissement."),
        "cabinet.rejoint": _("Ces deux comptes travaillent désormais dans le même cabinet."),
        "cabinet.quitte": _("Ce compte travaille désormais seul."),
        "signalements.aucun": _("Aucun message n’a été signalé."),
        "information.envoyee": _("Information envoyée."),
        "information.cle": _("Cette clé ne va pas : 80 lettres sans accent, chiffres ou signes au plus, sans espace."),
        "information.fichier": _("Ce fichier n’est pas un texte en UTF-8. Rien n’a été envoyé."),
        "modele.vide": _("Donnez un titre et un texte à chaque modèle."),
        "modele.trop": _("{maximum} modèles au plus."),
    }
)
