"""What one may come for, as the home of each person shows it.

By theme: (label, sentence, address by name). The permission table says who sees which.
"""

TASKS = (
    (
        "Piloter",
        (
            ("Tableau de bord", "Où en est le territoire, et où agir.", "board"),
            ("Participation", "Qui participe, par territoire et par profil.", "participation"),
            ("Couverture", "Ce qui est maîtrisé et ce qui manque, par sujet.", "coverage"),
            ("Feuilles de route", "Où en sont les objectifs, et qui agit.", "roadmaps"),
            (
                "Mes alertes",
                "Ce qui est en retard, recule ou manque dans vos feuilles de route.",
                "my_alerts",
            ),
            ("Imports", "Déposer des fichiers et suivre ce qui est entré.", "imports"),
            ("Qualité des données", "Ce qui manque ou se contredit.", "quality"),
        ),
    ),
    (
        "Déployer",
        (
            ("Mes parcours Pix+ Édu", "Les neuf parcours de votre profil, en un clic.", "access"),
            (
                "Déploiement",
                "Les campagnes qui manquent, l’avancée par parcours, ce qui est demandé.",
                "deployment",
            ),
            ("Campagnes", "Les campagnes déclarées et les stratégies par profil.", "campaigns"),
            (
                "Campagnes d’élèves",
                "Ce que les établissements ont tenu, par niveau.",
                "pupil_campaigns",
            ),
            (
                "Organisation locale",
                "Contact, parcours mis en avant, temps de travail, acteurs, cohortes.",
                "field",
            ),
            ("Relances", "Écrire à qui n’a pas commencé ou terminé, sans insister.", "waves"),
            (
                "Diffuser l’accès aux parcours",
                "La page, l’affiche avec QR code, le module pour Magistère.",
                "access_share",
            ),
            (
                "Kit de communication",
                "Courriels, fiche, affiche et guide au nom du territoire\u00a0; plan et nouvelles.",
                "kit",
            ),
        ),
    ),
    (
        "Former",
        (
            (
                "Formations",
                "Les sessions, le parcours avant, les directions à contacter.",
                "trainings",
            ),
            (
                "Mes groupes scellés",
                "Préparer une formation d’après le groupe, sans voir personne.",
                "groups",
            ),
            (
                "Groupes où je figure",
                "Qui a scellé une liste avec vous, et s’en retirer.",
                "groups_with_me",
            ),
            (
                "Résultats partagés avec moi",
                "Ce que l’on a choisi de vous montrer.",
                "shared_with_me",
            ),
            (
                "Résultats exacts d’un groupe",
                "Les chiffres d’une liste, avec une raison notée.",
                "exact_group",
            ),
            ("Résultats d’une personne", "Où elle en est, avec une raison notée.", "exact_person"),
        ),
    ),
    (
        "Organiser",
        (
            (
                "Rôles numériques",
                "Qui gère les services de l’établissement\u00a0; déléguer, reprendre.",
                "school_roles",
            ),
            (
                "Lettres de mission",
                "Celles des RUPN et des équipes ; les personnes clés des établissements.",
                "mission_letters",
            ),
            (
                "Personnes et mandats",
                "Inviter, donner ou retirer un mandat, revoir une fois par an.",
                "people",
            ),
            (
                "Abonnements",
                "Ce qui se termine parmi les ressources du GAR, et quand.",
                "subscriptions",
            ),
            (
                "Comptes des familles",
                "Qui relancer pour EduConnect, et où on en est.",
                "activation",
            ),
            (
                "Comptes des familles par établissement",
                "Quelle part des comptes EduConnect est activée, à peu près.",
                "activation_schools",
            ),
            (
                "Droit à la déconnexion",
                "Les heures où l’on ne dérange personne, et la charte.",
                "disconnection",
            ),
        ),
    ),
    (
        "Protéger",
        (
            ("Mes choix", "Ce que vous partagez, et avec qui.", "my_choices"),
            ("Mes données", "Les voir, les emporter, les corriger, les effacer.", "my_data"),
            ("Qui a consulté mes données", "Qui, quand, pour quelle raison.", "my_readings"),
            (
                "Mes sessions",
                "Où vous êtes connecté·e\u00a0; fermer une session oubliée.",
                "visits",
            ),
            ("Signaler un incident", "En deux minutes, même sans être sûr·e.", "incident_declare"),
            (
                "Incidents de sécurité",
                "Suivre, décider en 72 heures, tenir le registre.",
                "incidents",
            ),
            ("Registre des traitements", "Ce qui est fait des données, et pourquoi.", "register"),
            ("Espace privé RGPD", "Les documents obligatoires de l’établissement.", "documents"),
            ("Œuvres d’élèves", "Les autorisations des responsables légaux.", "works"),
            ("Demandes sur des données", "Répondre sous un mois aux personnes.", "data_requests"),
            (
                "Règle des groupes scellés",
                "Ce qui protège les groupes\u00a0: lire, proposer, signer.",
                "group_policy",
            ),
            ("Journal", "Ce qui a été fait sur les droits et les données.", "journal"),
            ("Vos données", "Ce que Vigie garde, pourquoi, et vos droits.", "your_data"),
            ("Durées de conservation", "Combien de temps chaque chose est gardée.", "retention"),
            ("Annuaire des DPD", "À qui écrire au sujet des données.", "dpo_directory"),
        ),
    ),
)
