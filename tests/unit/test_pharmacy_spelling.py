"""Names and addresses in capitals, as one writes them in French."""

from __future__ import annotations

import pytest

from rxapp.pharmacy import spelling


@pytest.mark.parametrize(
    ("extract", "written"),
    [
        ("12 RUE DES LILAS", "12 rue des Lilas"),
        ("18 R DES LILAS", "18 rue des Lilas"),
        ("RUE DES LILAS", "Rue des Lilas"),
        ("4 PL DU MARCHÉ", "4 place du Marché"),
        ("4 PL DU MARCHE", "4 place du Marché"),
        ("1 AV DE LA MARCHE", "1 avenue de la Marche"),
        ("2 QU DES SAULES", "2 quai des Saules"),
        ("3 RUE DE L'EGLISE", "3 rue de l’Église"),
        ("3 RUE DE L EGLISE", "3 rue de l’Église"),
        ("30 R DE L’ÉCOLE", "30 rue de l’École"),
        ("7 BIS AV D ITALIE", "7 bis avenue d’Italie"),
        ("7B AV DU GENERAL LECLERC", "7B avenue du Général Leclerc"),
        ("5 RUE SAINT ETIENNE", "5 rue Saint-Étienne"),
        ("5 R STE CATHERINE", "5 rue Sainte-Catherine"),
        ("5 R ST-JEAN-DES-VIGNES", "5 rue Saint-Jean-des-Vignes"),
        ("10 RUE DU 8 MAI 1945", "10 rue du 8 Mai 1945"),
        ("2 R LOUIS XIV", "2 rue Louis XIV"),
        ("2 R DU 1ER BATAILLON", "2 rue du 1er Bataillon"),
        ("12-14 BD VOLTAIRE", "12-14 boulevard Voltaire"),
        ("ZAC DES PINS, BP 12", "ZAC des Pins, BP 12"),
        ("CS 40012, 59000 LILLE CEDEX 9", "CS 40012, 59000 Lille CEDEX 9"),
        ("BATIMENT D AVENUE FOCH", "Bâtiment D avenue Foch"),
        ("CENTRE COMMERCIAL 12 RUE FOCH", "Centre Commercial 12 rue Foch"),
        ("CC LES ARCADES", "Centre commercial les Arcades"),
        ("RN 7", "RN 7"),
        ("D 906 LE BOURG", "D 906 le Bourg"),
        ("RUE DU PARC", "Rue du Parc"),
        ("12 R", "12 R"),
        ("12 rue des Lilas", "12 rue des Lilas"),
        ("", ""),
    ],
)
def test_an_address(extract: str, written: str) -> None:
    assert spelling.address(extract) == written


@pytest.mark.parametrize(
    ("extract", "written"),
    [
        ("PHARMACIE DU MARCHE", "Pharmacie du Marché"),
        ("PHARMACIE DES LILAS", "Pharmacie des Lilas"),
        ("PHARMACIE DE L'HOTEL DE VILLE", "Pharmacie de l’Hôtel de Ville"),
        ("PHARMACIE D ANJOU", "Pharmacie d’Anjou"),
        ("SELARL PHARMACIE DUPONT-MARTIN", "SELARL Pharmacie Dupont-Martin"),
        ("PHARMACIE ST ROCH", "Pharmacie Saint-Roch"),
        ("PHARMACIE O'CONNOR", "Pharmacie O’Connor"),
        ("PHARMACIE J.B. MARTIN", "Pharmacie J.B. Martin"),
        ("GRANDE PHARMACIE DE LA REPUBLIQUE", "Grande Pharmacie de la République"),
        ("Pharmacie centrale de Valbois", "Pharmacie centrale de Valbois"),
    ],
)
def test_a_name(extract: str, written: str) -> None:
    assert spelling.name(extract) == written


@pytest.mark.parametrize(
    ("extract", "written"),
    [
        ("VALBOIS", "Valbois"),
        ("SAINT-AUBIN-DES-PRÉS", "Saint-Aubin-des-Prés"),
        ("ST ETIENNE", "Saint-Étienne"),
        ("SAINT JEAN DE LUZ", "Saint-Jean-de-Luz"),
        ("LE MANS", "Le Mans"),
        ("LA ROCHE SUR YON", "La Roche-sur-Yon"),
        ("L ISLE ADAM", "L’Isle-Adam"),
        ("VILLENEUVE D ASCQ", "Villeneuve-d’Ascq"),
        ("AIX EN PROVENCE", "Aix-en-Provence"),
        ("PARIS 12", "Paris 12"),
        ("LYON CEDEX 03", "Lyon CEDEX 03"),
        ("BOURG LA REINE", "Bourg-la-Reine"),
        ("Port-Valbois", "Port-Valbois"),
    ],
)
def test_a_town(extract: str, written: str) -> None:
    assert spelling.town(extract) == written


@pytest.mark.parametrize("text", ["-", "'", "L'", "D", "ST", "--", " ", "L D L D", "1ER", "’’", "À"])
def test_whatever_comes_is_said(text: str) -> None:
    for write in (spelling.name, spelling.address, spelling.town):
        assert isinstance(write(text), str)
