"""What the rules and the engine answer when they say no: codes, and their words in French; English in ``locales/en/rules.po``."""

from __future__ import annotations

from rxapp.core.errors import declare, message
from rxapp.core.i18n import _


class RuleFileError(ValueError):
    """A rule file that cannot be trusted. ``file`` and ``line`` say where; `said` tells it in "fr" or "en"."""

    def __init__(self, code: str, file: str, line: int, /, **params: object) -> None:
        self.code, self.file, self.line, self.params = code, file, line, params
        super().__init__(f"{self.said('fr')} / {self.said('en')}")

    def said(self, lang: str) -> str:
        """File, line and reason in one language."""
        where = message("regles.ou", lang, fichier=self.file, ligne=self.line)
        return f"{where} {message(self.code, lang, **self.params)}"


class PersonError(ValueError):
    """A person or an event that cannot be. `params` may be personal, so `str` does not show them; `said` does."""

    def __init__(self, code: str, /, **params: object) -> None:
        super().__init__(code)
        self.code, self.params = code, params

    def said(self, lang: str) -> str:
        """The reason in "fr" or "en"."""
        return message(self.code, lang, **self.params)


declare(
    {
        # rule files
        "regles.ou": _("{fichier}, ligne {ligne} :"),
        "regles.toml": _("ce n’est pas du TOML ({raison})."),
        "regles.utf8": _("ce fichier n’est pas en UTF-8."),
        "regles.schema": _("« schema_version » doit valoir 1."),
        "regles.cle_inconnue": _("la clé « {cle} » est inconnue ici."),
        "regles.cle_absente": _("il manque la clé « {cle} »."),
        "regles.texte": _("« {cle} » doit être un texte non vide."),
        "regles.jour": _("« {cle} » doit être une date, par exemple 2025-01-01."),
        "regles.duree": _("« {cle} » doit être une durée comme P2M, P8W ou P11Y ; « {valeur} » n’en est pas une."),
        "regles.nombre": _("« {cle} » doit être un nombre entier d’au moins {minimum}."),
        "regles.oui_non": _("« {cle} » doit être true ou false."),
        "regles.liste": _("« {cle} » doit être une liste qui n’est pas vide."),
        "regles.table": _("« {cle} » doit être une table."),
        "regles.choix": _("« {cle} » ne peut pas valoir « {valeur} ». Au choix : {choix}."),
        "regles.mois_jour": _('« {cle} » doit être un mois et un jour, par exemple "10-15".'),
        "regles.source_inconnue": _("la source « {source} » n’est pas dans [source]."),
        "regles.saison_inconnue": _("la saison « {saison} » n’est pas dans [season]."),
        "regles.renvoi": _("« {cle} » renvoie à la règle « {regle} », qui n’existe pas."),
        "regles.forme": _("une règle dit quand par une seule de ces clés : step, expand, ages, recurrence, phases."),
        "regles.double": _("l’identifiant « {id} » est déjà celui d’une autre règle ({ailleurs})."),
        "regles.source_double": _("« {id} » est déjà défini ({ailleurs})."),
        "regles.chevauchement": _("deux versions de « {id} » sont en vigueur le même jour ({ailleurs})."),
        "regles.ordre": _("« {premier} » ne peut pas être après « {second} »."),
        "regles.fin_sans_publication": _("« valid_to » demande « end_published_on » : le jour où cette fin a été connue."),
        "regles.fenetre": _("la fenêtre finit avant de commencer."),
        "regles.deux_fins": _("une étape a « until » ou « through », pas les deux."),
        "regles.numeros": _("les étapes doivent être numérotées 1, 2, 3…"),
        "regles.vide": _("aucune règle n’a été trouvée."),
        # persons and events
        "personne.naissance_future": _("La date de naissance ({jour}) est après le jour demandé."),
        "personne.age": _("Une naissance le {jour} donnerait plus de {maximum} ans : vérifiez la date."),
        "personne.sexe": _("Le sexe inscrit à la naissance doit être F ou M."),
        "personne.avant_naissance": _("« {regle} » est daté du {jour}, avant la naissance."),
        "personne.dose": _("Un numéro de dose va de 1 à 20 (« {regle} »)."),
        # files given to the command line
        "dossier.json": _("Ce fichier n’est pas du JSON lisible (ligne {ligne})."),
        "dossier.forme": _('Le fichier doit ressembler à {"person": {"birth_date": …, "sex": …}, "events": […]}.'),
        "dossier.champ": _("« {champ} » : cette valeur n’est pas permise."),
        "dossier.champ_absent": _("Il manque « {champ} »."),
        "dossier.regle_inconnue": _("La règle « {regle} » n’existe pas."),
        "dossier.code_ignore": _("« {code} » n’est pas connu des règles : ignoré."),
        "dossier.futur_ignore": _("« {regle} » du {jour} est après le jour demandé : ignoré."),
        "dossier.jour": _("« {jour} » n’est pas un jour. Écrivez-le comme 2024-06-03, ou « today »."),
    }
)
