"""What the accounts room answers when it says no, in French; English is in ``locales/en/accounts.po``."""

from __future__ import annotations

from collections.abc import Mapping

from rxapp.core.errors import DomainError, declare, message
from rxapp.core.i18n import _


class FieldErrors(DomainError):
    """Fields that are wrong, all at once: ``errors`` gives the code of each, ``words`` what to write beside it."""

    def __init__(self, errors: Mapping[str, DomainError | str]) -> None:
        super().__init__("formulaire.a_revoir")
        self._errors = {field: DomainError(e) if isinstance(e, str) else e for field, e in errors.items()}

    @property
    def errors(self) -> dict[str, str]:
        """Code of each field's error."""
        return {field: error.code for field, error in self._errors.items()}

    @property
    def causes(self) -> dict[str, DomainError]:
        """Each field's error, to put it beside a box of another name."""
        return dict(self._errors)

    def words(self, lang: str) -> dict[str, str]:
        """Each field's error in words."""
        return {field: message(error, lang) for field, error in self._errors.items()}


declare(
    {
        "formulaire.a_revoir": _("Quelques réponses sont à revoir : elles sont indiquées ci-dessous."),
        "nir.vide": _("Indiquez le numéro de sécurité sociale, clé comprise."),
        "nir.longueur": _("Il faut 15 caractères avec la clé ; vous en avez donné {compte}."),
        "nir.forme": _("Ce numéro n’a pas la forme d’un numéro de sécurité sociale. En Corse, le département s’écrit 2A ou 2B."),
        "nir.cle": _("La clé (les deux derniers chiffres) ne correspond pas au numéro. Relisez-le chiffre par chiffre."),
        "naissance.vide": _("Indiquez la date de naissance."),
        "naissance.future": _("Cette date de naissance est dans le futur."),
        "naissance.forme": _(
            "Écrivez la date de naissance sous la forme jour/mois/année, par exemple 04/09/1979, et vérifiez qu’elle existe."
        ),
        "prenoms.vide": _("Indiquez au moins un prénom."),
        "compte.nom_vide": _("Indiquez le nom que lisent les patients : il lui faut au moins une lettre."),
        "compte.nom_forme": _(
            "Le nom que lisent les patients tient sur une ligne de 120 signes, sans espace en trop ni signe invisible."
        ),
        "nom.vide": _("Indiquez le nom de famille."),
        "sexe.forme": _("Le sexe enregistré à la naissance s’écrit M ou F."),
        "code.vide": _("Indiquez le code qui figure sur la lettre."),
        "code.longueur": _("Le code compte 16 caractères ; vous en avez donné {compte}."),
        "code.caractere": _("Le signe « {signe} » ne peut pas figurer dans un code. Relisez la lettre."),
        "code.cle": _("Il y a une faute de frappe dans le code : un caractère change ou deux sont inversés. Relisez la lettre."),
        "activation.refusee": _(
            "Ces informations ne correspondent à aucune lettre en attente. Vérifiez le numéro, la date de naissance "
            "et le code. Après cinq essais, un code est annulé et il faut en demander un nouveau."
        ),
        "activation.expiree": _("Ce code a expiré le {date}. Demandez-en un nouveau : une lettre partira à votre adresse."),
        "activation.utilisee": _("Ce code a déjà servi le {date}. Connectez-vous avec votre identifiant."),
        "activation.annulee": _(
            "Ce code a été annulé après cinq essais. Demandez-en un nouveau : une lettre partira à votre adresse."
        ),
        "activation.remplacee": _("Ce code a été remplacé le {date} par celui d’une lettre plus récente."),
        "activation.refus_fait": _(
            "Cet espace a été refusé le {date} avec ce code. Pour l’ouvrir malgré tout, demandez une nouvelle lettre."
        ),
        "activation.patienter": _("Une demande vient d’être faite d’ici. Vous pourrez recommencer dans {attente}."),
        "activation.trop_d_essais": _("Trop d’essais depuis ce réseau. Réessayez dans {attente}."),
        "activation.patienter_ouverture": _("Trop d’essais. Réessayez dans {attente}."),
        "activation.a_refaire": _("Trop de temps a passé : indiquez de nouveau le numéro, la date et le code."),
        "activation.enfant": _(
            "Cette lettre est celle d’un enfant. Connectez-vous à votre propre espace pour y ajouter son carnet ; si "
            "vous n’en avez pas encore, ouvrez d’abord le vôtre avec votre lettre."
        ),
        "activation.majeur": _("Cette lettre est celle d’une personne majeure : elle ouvre elle-même son espace."),
        "enfant.a_choisir": _("Choisissez l’enfant dont le nom est sur la lettre."),
        "activation.jumeau": _("Ce code n’est pas celui de l’enfant choisi. Prenez la lettre à son nom."),
        "activation.deja_rattache": _("Le carnet de cet enfant est déjà dans votre espace."),
        "activation.soi_meme": _("Cette lettre est la vôtre : votre espace est déjà ouvert."),
        "activation.deja_ouverte": _("Cet espace est déjà ouvert. Connectez-vous avec votre identifiant."),
        "activation.fermee": _("Cet espace a été fermé : aucune lettre ne peut l’ouvrir."),
        "activation.sa_lettre": _("Cette lettre est à son nom : avec elle, cette personne rouvre elle-même son compte."),
        "identifiant.vide": _("Choisissez un identifiant."),
        "identifiant.longueur": _("L’identifiant compte de 3 à 64 caractères."),
        "identifiant.forme": _(
            "L’identifiant s’écrit avec des lettres sans accent, des chiffres, un point, un tiret ou un souligné."
        ),
        "identifiant.numero": _("N’utilisez pas votre numéro de sécurité sociale comme identifiant."),
        "identifiant.pris": _("Cet identifiant est déjà pris. Choisissez-en un autre."),
        "courriel.vide": _("Indiquez votre adresse e-mail."),
        "courriel.forme": _("Cette adresse e-mail n’est pas complète. Exemple : prenom@exemple.fr"),
        "mot_de_passe.vide": _("Choisissez un mot de passe."),
        "mot_de_passe.court": _("Il faut au moins 12 caractères. Quatre mots sans lien entre eux conviennent très bien."),
        "mot_de_passe.long": _("Le mot de passe ne peut pas dépasser 256 caractères."),
        "mot_de_passe.courant": _("Ce mot de passe est trop courant. Quatre mots sans lien entre eux conviennent très bien."),
        "mot_de_passe.devinable": _(
            "Ce mot de passe se devine trop facilement. Évitez vos noms, les dates et les suites ; ajoutez un mot ou deux."
        ),
        "mot_de_passe.actuel_vide": _("Indiquez votre mot de passe actuel."),
        "mot_de_passe.actuel": _("Ce n’est pas votre mot de passe actuel."),
        "mot_de_passe.identique": _("Le nouveau mot de passe est le même que l’ancien."),
        "connexion.identifiant_vide": _("Indiquez votre identifiant."),
        "connexion.mot_de_passe_vide": _("Indiquez votre mot de passe."),
        "connexion.refusee": _("Identifiant ou mot de passe incorrect."),
        "essais.reste": (
            _("Encore {n} essai avant une pause de {pause}."),
            _("Encore {n} essais avant une pause de {pause}."),
        ),
        "essais.pause": _("Trop d’essais. Réessayez dans {attente}."),
        "connexion.patienter": _("Trop d’essais. Réessayez dans {attente}, ou depuis votre appareil habituel."),
        "activation.connecte": _(
            "Vous vous êtes connecté le {date} : cette lettre ne sert plus. Demandez-en une autre si vous en avez besoin."
        ),
        "passe.trop": _("Ce compte a déjà {most} clés d’accès : retirez-en une d’abord."),
        "passe.refusee": _(
            "Cette clé d’accès n’a pas pu servir. Réessayez. Si cela se répète, connectez-vous avec votre mot de passe ou "
            "écrivez à l’exploitant de ce Carnet."
        ),
        "passe.patienter": _("Trop d’essais. Réessayez dans {attente}."),
        "oubli.patienter": _("Trop de demandes. Réessayez dans {attente}."),
        "oubli.lien": _("Ce lien ne sert plus : il a expiré ou a déjà servi. Demandez-en un autre."),
        "oubli.patient": _("Un patient choisit un autre mot de passe sur le site, par e-mail ou par lettre."),
        "oubli.mineur": _(
            "Avant 18 ans, une lettre ne retire pas le second facteur : prenez un code de secours, ou écrivez à l’exploitant de "
            "ce Carnet."
        ),
        "oubli.lettre_seule": _(
            "Avant 18 ans, une lettre seule ne change pas le mot de passe : d’autres chez vous peuvent l’ouvrir, et une part de "
            "votre carnet n’est qu’à vous. Demandez un lien par e-mail. Une lettre demandée après vos 18 ans suffira."
        ),
        "oubli.pas_ouvert": _("Cet espace n’est pas encore ouvert : cette lettre sert à l’ouvrir."),
        "second.code_vide": _("Indiquez le code."),
        "second.chiffres": _("Le code de l’application compte 6 chiffres."),
        "second.secours_forme": _("Un code de secours compte 16 caractères, en quatre groupes. Relisez-le."),
        "second.refuse": _(
            "Ce code n’est pas le bon, ou il a déjà servi. Attendez le suivant dans l’application, "
            "ou prenez un autre code de secours."
        ),
        "second.premier_refuse": _(
            "Ce code n’est pas le bon. Vérifiez que l’heure de l’appareil se règle automatiquement, puis donnez le code suivant."
        ),
        "second.patienter": _("Trop d’essais. Réessayez dans {attente}."),
        "second.perime": _("Trop de temps a passé : connectez-vous de nouveau."),
        "second.a_refaire": _("Trop de temps a passé : recommencez la mise en place."),
        "second.obligatoire": _("Ce compte ne peut pas se passer du second facteur. Vous pouvez changer d’appareil."),
        "second.a_poser": _("Mettez d’abord en place le second facteur de ce compte : Paramètres, « Second facteur »."),
        "fermeture.mot_de_passe_vide": _("Indiquez votre mot de passe."),
        "fermeture.mot_de_passe": _("Ce n’est pas votre mot de passe."),
        "fermeture.patienter": _("Trop d’essais. Réessayez dans {attente}."),
        "fermeture.confirmation": _("Cochez cette case pour fermer votre compte."),
        "fermeture.confirmation_enfant": _("Cochez cette case pour demander que ce carnet soit fermé."),
        "fermeture.opposition": _(
            "Ce jeune s’oppose à la fermeture de son carnet. Elle peut être redemandée à partir du {date}."
        ),
        "fermeture.bientot_majeur": _(
            "Ce jeune aura 18 ans avant la fin des sept jours qui lui sont laissés pour s’opposer : ce sera à lui de décider."
        ),
        "fermeture.choix": _("Choisissez ce que devient cette commande."),
        "fermeture.commandes": _("Vos commandes ont changé entre-temps. Relisez-les, puis recommencez."),
        "fermeture.professionnel": _(
            "Ce compte n’est pas celui d’un patient : c’est l’exploitant de ce Carnet qui l’a ouvert, et lui qui le ferme."
        ),
        "fermeture.mineur": _(
            "Vous pourrez fermer ce compte vous-même à partir de vos 18 ans. D’ici là, vos parents le peuvent, ensemble, sur "
            "leur page « Proches » : vous l’apprenez aussitôt, et vous avez sept jours pour vous y opposer."
        ),
        "fermeture.mineur_seul": _(
            "Vous pourrez fermer ce compte vous-même à partir de vos 18 ans. D’ici là, la personne qui agit pour vous le peut, "
            "sur sa page « Proches » : vous l’apprenez aussitôt, et vous avez sept jours pour vous y opposer."
        ),
        "fermeture.mineur_sans": _("Vous pourrez fermer ce compte vous-même à partir de vos 18 ans."),
        "archive.detruit": _("Ce dossier a été détruit le {date} : rien ne peut le rendre."),
        "archive.ouvert": _("La clé de ce dossier n’est pas scellée : il n’y a rien à rouvrir ni à détruire."),
        "archive.lettre": _("Une lettre de réouverture vaut jusqu’au {date} : redemandez ensuite, si elle n’a pas servi."),
        "archive.pas_detruit": _("Ce dossier n’est pas détruit : il n’y a pas encore de récépissé de sa destruction."),
        "archive.sans_cle": _("Il manque la clé publique d’archive : « rxapp keys archive-init » la crée."),
        "archive.cle_existe": _("Une clé d’archive existe déjà : une autre n’ouvrirait pas les dossiers déjà fermés."),
        "fermeture.carnet_en_cours": _(
            "Le carnet de cet enfant va se fermer : rien de nouveau ne part en attendant. "
            "Pour changer d’avis : Paramètres, « Proches »."
        ),
        "fermeture.en_cours": _(
            "Vous avez demandé la fermeture de votre compte : rien de nouveau ne part en attendant. "
            "Pour changer d’avis : Paramètres, « Fermer mon compte »."
        ),
        "proches.jour": _("Écrivez le jour sous la forme jour/mois/année, par exemple 04/09/2027, et vérifiez qu’il existe."),
        "proches.jour_passe": _("Ce jour est passé : choisissez aujourd’hui ou un jour à venir."),
        "proches.jour_tard": _("D’ici là, vous n’agirez plus pour cet enfant : c’est déjà prévu plus tôt."),
        "proches.garde_jour": _("Choisissez un jour entre vos 18 ans, le {debut}, et le {fin}."),
        "proches.decide": _("L’exploitant de ce Carnet a mis cette fin, sur une décision : lui seul peut la retirer."),
        "proches.finit": _("Vous n’agirez bientôt plus pour cet enfant : vous ne pouvez plus inviter personne."),
        "proches.aucun": _("Cette personne n’agit pas pour cet enfant."),
        "proches.inconnu": _("Personne n’est inscrit avec ce numéro, cette date de naissance et ce prénom."),
        "proches.jumeaux": _(
            "Plusieurs personnes portent ce numéro et cette date de naissance : ajoutez le premier prénom (--prenom…)."
        ),
        "proches.deux_parents": _("Deux parents agissent déjà pour cet enfant."),
        "proches.trop_invitations": _("{maximum} invitations attendent déjà pour cet enfant. Retirez-en une d’abord."),
        "proches.patienter": _("Trop d’invitations. Réessayez dans {attente}."),
        "aide.portee": _("Votre aide ne va pas jusque-là : seule la personne que vous aidez peut le faire."),
        "aide.mineur": _("Les aidants sont pour les personnes majeures. Avant 18 ans, ce sont les parents qui agissent."),
        "aide.trop": _("Vous avez déjà {maximum} aidants ou invitations : mettez fin à l’une de ces aides d’abord."),
        "aide.deja": _("Vous avez déjà invité cette personne, ou elle vous aide déjà."),
        "aide.soi_meme": _("C’est votre propre identifiant."),
        "aide.identifiant": _("Indiquez l’identifiant Carnet de la personne."),
        "aide.sans_portee": _("Choisissez au moins une chose que cette personne pourra faire."),
        "aide.aidant_mineur": _("Cette date est celle de quelqu’un qui a moins de 18 ans : un aidant est majeur."),
        "aide.jour": _("Écrivez le jour sous la forme jour/mois/année, par exemple 04/09/2027, et vérifiez qu’il existe."),
        "aide.duree": _("Le dernier jour va d’aujourd’hui au {date}."),
        "aide.patienter": _("Vous avez envoyé beaucoup d’invitations. Réessayez dans {attente}."),
        "acces.jour": _("Écrivez le jour sous la forme jour/mois/année, par exemple 04/09/2027, et vérifiez qu’il existe."),
        "acces.jour_passe": _("Ce jour est passé : choisissez aujourd’hui ou un jour à venir."),
        "acces.jour_tard": _("Choisissez un jour dans les dix ans, ou laissez vide pour ne pas fixer de fin."),
        "acces.bloque": _("Vous bloquez ce professionnel. Débloquez-le d’abord : cela ne l’autorise pas encore."),
        "urgence.motif_court": _("Dites en quelques mots pourquoi : 10 caractères au moins. La personne les lira."),
        "urgence.motif_long": _("500 caractères au plus : gardez ce qui explique l’urgence."),
        "urgence.second": _(
            "L’accès en urgence demande un second facteur. Mettez-le en place dans vos paramètres, puis revenez ici."
        ),
        "urgence.trop_souvent": _("Vous avez ouvert beaucoup de dossiers en peu de temps. Recommencez dans {attente}."),
        "urgence.personne": _("Carnet n’a trouvé personne avec tous ces traits. Relisez la carte Vitale ou la pièce d’identité."),
        "urgence.refus": _("Cette personne a refusé que vous ouvriez son dossier en urgence. Rien ne s’ouvre."),
        "acces.trop_masque": _("Vous masquez déjà le profil à 40 professionnels ou professions : masquez-le plutôt à tous."),
        "acces.change": _("L’accès de ce professionnel a changé entre-temps. Relisez la liste, puis recommencez."),
        "csv.colonnes": _("Il manque les colonnes : {colonnes}. Attendues : {attendues}."),
        "csv.naissance": _("Écrivez la date de naissance sous la forme année-mois-jour, par exemple 1979-09-04."),
        "csv.illisible": _("Cette ligne n’a pas {attendu} colonnes."),
    }
)
