"""Every word of the page in German, under the keys of en.py."""

from collections.abc import Mapping

from nst_core.settings.settings import MAX_STYLES, STYLE_LAYERS

NUMBERS = range(1, MAX_STYLES + 1)  # of the paintings

WORDS: Mapping[str, str] = {
    **{f"name_weight_{layer}": layer for layer in STYLE_LAYERS},
    "name_size": "Größe",
    "name_iterations": "Iterationen",
    "name_scales": "Skalen",
    "name_alpha": "alpha",
    "name_beta": "beta",
    "name_neighbors": "nächste Nachbarn",
    "name_total_variation": "Glätte",
    "name_value_range": "Wertebereich",
    "name_laplacian": "Linien des Fotos",
    "name_keep_strength": "Stärke des Festhaltens",
    **{f"name_blend_{n}": f"Anteil Gemälde {n}" for n in NUMBERS},
    "name_style_scale": "Strichgröße",
    "name_style_term": "Stilmaß",
    "name_colors": "Farben",
    "name_color_strength": "Stärke der Fotofarben",
    "name_family": "Maßstab der Kosten",
    "name_content_term": "Inhaltsmaß",
    "name_content_layer": "Schicht der Formen",
    "name_network": "Netz",
    "name_precision": "Genauigkeit",
    "name_pooling": "Pooling",
    "name_padding": "Jenseits des Randes",
    "name_optimizer": "Optimierer",
    "name_learning_rate": "Lernrate",
    "name_start": "Erste Leinwand",
    "name_noise_ratio": "Rauschanteil",
    "name_seed": "Zufallszahl",
    "name_iterations_per_doubling": "Anteil größerer Skalen",
    "name_plateau": "Frühes Ende (Plateau)",
    "name_memory_gb": "Speicher (GB)",
    "name_frame_every": "Bild alle",
    "about_size": "Längste Kante des Ergebnisses, in Pixeln.",
    "about_iterations": "Wie oft das Bild verbessert wird, über alle Skalen zusammen.",
    "about_iterations_per_doubling": "Iterationen einer Skala für jede der Skala von "
    "halber Größe.",
    "about_scales": "In wie vielen Größen gemalt wird, von grob nach fein, jede halb "
    "so groß wie die nächste.",
    "about_alpha": "Zug zum Foto; mehr erhält dessen Formen und Kanten.",
    "about_beta": "Zug zum Gemälde; mehr bringt Striche und Farben.",
    "about_weight_conv1_1": "Gewicht von conv1_1: Farben und die feinste Körnung.",
    "about_weight_conv2_1": "Gewicht von conv2_1: kleine Punkte und dünne Linien.",
    "about_weight_conv3_1": "Gewicht von conv3_1: einzelne Striche und Schraffuren.",
    "about_weight_conv4_1": "Gewicht von conv4_1: Kringel, Kacheln und Gruppen von "
    "Strichen.",
    "about_weight_conv5_1": "Gewicht von conv5_1: die größten Formen des Gemäldes.",
    "about_neighbors": "Gewicht der ähnlichsten Stelle des Gemäldes; mehr gibt saubere "
    "Flächen.",
    "about_total_variation": "Zug zur Glätte; mehr nimmt Körnung und Rauschen weg.",
    "about_keep_strength": "Wie viel stärker die Formen des Fotos gehalten werden, wo "
    "sie festgehalten sind.",
    "about_value_range": "Zug der Farbwerte nach 0 bis 255; mehr lässt weniger "
    "abzuschneiden übrig.",
    "about_laplacian": "Zug zu den Linien des Fotos; mehr hält Gesichter und Kanten.",
    **{
        f"about_blend_{n}": f"Anteil des {n}. Gemäldes unter mehreren." for n in NUMBERS
    },
    "about_style_scale": "Größe der Striche: 1 wie in einem Gemälde von der Größe des "
    "Ergebnisses.",
    "about_style_term": "Was das Bild von der Art des Gemäldes bekommt.",
    "choice_style_term_gram": "seine Texturen, am schnellsten (gram)",
    "choice_style_term_gaussian": "mehr von seinen großen Formen (gaussian)",
    "choice_style_term_sliced": "weniger davon, mehr vom Foto (sliced)",
    "about_colors": "Wessen Farben das Bild bekommt.",
    "choice_colors_painting": "die des Gemäldes",
    "choice_colors_luminance": "die des Fotos, wie sie sind (luminance)",
    "choice_colors_histogram": "die des Fotos, Ton für Ton (histogram)",
    "choice_colors_covariance": "die des Fotos, im Ganzen (covariance)",
    "about_color_strength": "Wie weit sie gehen, wo die Farben des Fotos gewählt sind.",
    "about_family": "Wie Inhalt und Stil gegeneinander gewogen werden.",
    "choice_family_balanced": "in jeder Größe gleich (balanced)",
    "choice_family_paper": "als Summen wie im Aufsatz (paper)",
    "choice_family_johnson": "wie in Johnsons neural-style (johnson)",
    "about_content_term": "Was das Bild vom Foto bekommt.",
    "choice_content_term_features": "seine Formen (features)",
    "choice_content_term_self_similarity": "nur was darin einander gleicht "
    "(self_similarity)",
    "about_content_layer": "Wie fest die Formen des Fotos gehalten werden.",
    "choice_content_layer_conv4_2": "fest (conv4_2)",
    "choice_content_layer_conv5_2": "locker (conv5_2)",
    "about_network": "Netz, das die Bilder betrachtet.",
    "choice_network_auto": "VGG-19, sonst VGG-16 (auto)",
    "about_precision": "Wie fein Faltungen gerechnet werden.",
    "choice_precision_auto": "was schneller ist (auto)",
    "about_pooling": "Wie das Netz seine Schichten halbiert.",
    "choice_pooling_max": "nach dem Stärksten, scharf (max)",
    "choice_pooling_average": "nach dem Mittel, weicher (average)",
    "choice_pooling_scaled_average": "nach dem Mittel, vergrößert (scaled_average)",
    "about_padding": "Was das Netz dort sieht.",
    "choice_padding_reflect": "das Bild gespiegelt (reflect)",
    "choice_padding_replicate": "seine letzten Pixel (replicate)",
    "choice_padding_zero": "nichts, was einen Saum hinterlässt (zero)",
    "choice_padding_wrap": "seine andere Seite: eine nahtlose Kachel (wrap)",
    "about_optimizer": "L-BFGS braucht weniger Iterationen, Adam weniger Speicher.",
    "choice_optimizer_lbfgs": "L-BFGS",
    "choice_optimizer_adam": "Adam",
    "about_learning_rate": "Adams Schritt in Pixelwerten (0 bis 255); L-BFGS beachtet "
    "ihn nicht.",
    "about_start": "Was vor Iteration 1 auf der Leinwand ist.",
    "choice_start_content": "das Foto",
    "choice_start_recolored": "das Foto in den Farben des Gemäldes",
    "choice_start_mean_color": "mittlere Farbe des Gemäldes, Details des Fotos",
    "choice_start_noise": "Rauschen",
    "choice_start_blend": "das Foto unter Rauschen",
    "choice_start_style_colors": "Rauschen in den Farben des Gemäldes",
    "about_noise_ratio": "Wo das Foto unter Rauschen liegt, ist so viel der Leinwand "
    "Rauschen.",
    "about_seed": "Gleiche Zufallszahl und Einstellungen auf derselben Maschine, "
    "gleiches Bild.",
    "about_plateau": "Beendet eine Skala, wenn 10 Iterationen die Kosten um weniger "
    "senken; 0 nie.",
    "about_memory_gb": "Speicher zum Malen, in GB; 0 nimmt das meiste von dem, was "
    "frei ist.",
    "about_frame_every": "Iterationen zwischen zwei gezeigten Bildern.",
    "preset_quick": "schnell",
    "about_preset_quick": "256 px in Sekunden, zum Ausprobieren.",
    "preset_standard": "normal",
    "about_preset_standard": "512 px, eine halbe Minute auf zwei schnellen Kernen.",
    "preset_fine": "fein",
    "about_preset_fine": "1024 px mit mehr Skalen und Iterationen, in einigen Minuten.",
    "preset_portrait": "Porträt",
    "about_preset_portrait": "512 px, mit mehr vom Foto: für Gesichter. Was mit dem "
    "Knopf unter den Gemälden festgehalten wird, hält noch fester.",
    "preset_paper": "Aufsatz",
    "about_preset_paper": "400 px nach den Formeln von Gatys, Ecker und Bethge.",
    "title": "Neuronale Stilübertragung",
    "tagline": "Zusehen, wie ein Foto zum Gemälde wird: beide wählen, auf Malen "
    "drücken, jederzeit beenden.",
    "photo": "Foto (Inhalt)",
    "painting": "Gemälde (Stil)",
    "swap": "Beide tauschen",
    "more_styles": "Mehr Gemälde",
    "more_styles_about": "Bis zu vier Gemälde teilen sich das Bild. Ihre Anteile "
    "sagen, wie viel jedes von ihnen zählt, auch während gemalt wird.",
    **{f"painting_{n}": f"Gemälde {n}" for n in NUMBERS},
    "strength": "Stärke des Stils",
    "strength_about": "Bewegt alpha und beta zusammen: 0 ist das Foto, 1 der Stil.",
    "looks": "Striche und Farben",
    "sheet": "Kontaktbogen",
    "sheet_about": "Malt viele kleine Bilder nebeneinander: über zwei Einstellungen, "
    "über alle Beispielgemälde, oder was jede Schicht im Gemälde sieht.",
    "sheet_pulls": "alpha, beta",
    "sheet_strokes": "Striche",
    "sheet_styles": "Gemälde",
    "sheet_layers": "Schichten",
    "sheet_wish": "Ein oder zwei Einstellungen mit Werten, oder styles, oder layers",
    "sheet_names": "Einstellungen heißen hier wie für Programme: alpha, beta, "
    "style_scale, style_term, colors, laplacian, weight_conv1_1 und so weiter. Jedes "
    "Bild hat höchstens 256 px und 60 Iterationen.",
    "sheet_busy": "Nicht, solange ein Bild gemalt wird.",
    "layers_see": "Sehen, was jede Schicht sieht",
    "sheet_paint": "Kontaktbogen malen",
    "sheet_at": "Bild {number} von {cells} ({label}), noch etwa {time}",
    "download_zip": "Alle als ZIP",
    "masks": "Wo welches Gemälde zu sehen ist",
    "masks_about": "Mit dem Pinsel über das Foto fahren, wo ein Gemälde zu sehen sein "
    "soll. Ohne Pinselstrich geht es überall hin. Esc behält, was gemalt ist.",
    "keep": "Festhalten",
    "keep_open": "Teile des Fotos festhalten",
    "keep_about": "Mit dem Pinsel über das fahren, was wie im Foto bleiben soll, ein "
    "Gesicht etwa: Dort halten die Formen, und gemalt ist es trotzdem. Esc behält, was "
    "gemalt ist.",
    "keep_masked": "Festhalten, wo der Pinsel war",
    "keep_drawn": "Festgehalten wie im Foto",
    "keep_canvas": "Das Foto, und darüber, was davon festgehalten wird",
    "keep_kept": "Was vom Foto festgehalten ist, konnte nicht geladen werden. Es "
    "bleibt, wie es ist, wenn Sie es nicht neu malen.",
    "keep_black": "Diese Maske ist überall schwarz; wo sie weiß ist, wird das Foto "
    "festgehalten. Eine andere Datei wählen.",
    "nowhere": "Nirgends",
    "keep_face": "Gesicht festhalten",
    "faces_lost": "Der Server hat nach Gesichtern nicht geantwortet. Noch einmal "
    "drücken, oder mit dem Pinsel über das Gesicht fahren.",
    "masks_none": "Zuerst ein Foto wählen.",
    "masks_drawn": "Nur wo der Pinsel war:",
    "masks_gone": "Das Foto ist ein anderes, darum sind die Masken dazu fort.",
    "masks_kept": "Die Maske von Gemälde {numbers} konnte nicht geladen werden. Sie "
    "bleibt, wie sie ist, wenn Sie keine neue malen.",
    "masks_unsent": "Die Masken konnten nicht zum Server gesendet werden. Sie sind "
    "noch hier; bei bestehender Verbindung noch einmal auf Fertig drücken.",
    "photo_unreadable": "Der Browser kann dieses Foto nicht zeigen, also lässt sich "
    "nicht darauf malen. Als JPEG oder PNG speichern und neu wählen.",
    "painting_number": "Gemälde {number}",
    "painting_masked": "Gemälde {number}, nur wo der Pinsel war",
    "mask_canvas": "Das Foto, und darüber, wo Gemälde {number} hinkommt",
    "mask_black": "Diese Maske ist überall schwarz; wo sie weiß ist, sieht man das "
    "Gemälde. Eine andere Datei wählen.",
    "mask_shape": "Diese Maske hat {width} x {height} Pixel. Eine Maske muss die "
    "Proportionen des Fotos haben, {photo_width} x {photo_height}.",
    "mask_broken": "Diese Datei ist kein Bild, das der Browser lesen kann.",
    "which_painting": "Gemälde",
    "tool": "Werkzeug",
    "brush": "Pinsel",
    "eraser": "Radierer",
    "brush_size": "Breite",
    "brush_softness": "Weichheit",
    "undo": "Rückgängig",
    "invert": "Umkehren",
    "everywhere": "Überall",
    "mask_file": "Maske hochladen",
    "use_masks": "Fertig",
    "close": "Abbrechen",
    "example_photos": "Beispielfotos",
    "example_astronaut": "Astronautin",
    "example_cameraman": "Kameramann",
    "example_cat": "Katze",
    "example_coffee": "Kaffee",
    "example_rocket": "Rakete",
    "example_ink_hatching": "Tusche",
    "example_kashi": "Kaschi",
    "example_marbling": "Marmorpapier",
    "example_mosaic": "Mosaik",
    "example_night_swirls": "Wirbelnacht",
    "example_pointillism": "Punkte",
    "example_red_sky": "roter Himmel",
    "example_stained_glass": "Glasfenster",
    "example_woodblock_wave": "Welle",
    "example_paintings": "Beispielgemälde",
    "paint": "Malen",
    "pause": "Pause",
    "continue": "Weiter",
    "stop": "Beenden",
    "copy_link": "Link kopieren",
    "link_copied": "Der Link ist kopiert. Wer ihn öffnet, darf dieses Bild ansehen und "
    "herunterladen, sonst nichts.",
    "shared_about": "Ein Bild von jemand anderem, zum Ansehen und Herunterladen.",
    "more": "Mehr Iterationen",
    "larger": "Größer",
    "again": "Von hier neu beginnen",
    "touch_up": "Ausbessern",
    "touch_about": "Eine Stelle überpinseln. Sie wird in Sekunden neu gemalt, und der "
    "Rest des Bildes bleibt, wie er ist.",
    "touch_wish": "Was dort gewünscht ist",
    "touch_stronger": "Mehr vom Gemälde",
    "touch_weaker": "Mehr vom Foto",
    "touch_canvas": "Das Bild, und darüber die Stelle, die neu gemalt wird",
    "touch_paint": "Diese Stelle malen",
    "touch_undo": "Ausbesserung zurücknehmen",
    "touch_unsent": "Die Stelle konnte nicht an den Server geschickt werden. Noch "
    "einmal drücken, sobald eine Verbindung da ist.",
    "download": "Herunterladen",
    "preset": "Vorgabe",
    "layers": "Gewichte der Schichten",
    "layers_about": "Welche Striche zählen: conv1_1 sieht die feinste Körnung, conv5_1 "
    "die größten Formen.",
    "layers_fine": "feine Textur",
    "layers_usual": "wie üblich",
    "layers_large": "große Formen",
    "details": "Einzelheiten",
    "steer": "alpha, beta, die Anteile der Gemälde, die Gewichte der Schichten, "
    "Glätte, Linien und Iterationen wirken auf das laufende Bild.",
    "idle": "Ein Foto und ein Gemälde wählen, dann auf Malen drücken.",
    "ready": "Auf Malen drücken.",
    "sketch": "Skizze",
    "sketch_about": "Eine Skizze. Malen bringt die wirklichen Striche und Formen des "
    "Gemäldes.",
    "sketch_loading": "Das Netz, das Bilder liest, wird geholt.",
    "first_look": "Beispiel: die Linie ziehen",
    "use_photo": "Dieses Foto nehmen",
    "use_painting": "Dieses Gemälde nehmen",
    "in_painting": "Das Foto als {name}",
    "camera": "Kamera",
    "camera_about": "Kamera live, im gewählten Gemälde",
    "camera_live": "Auslösen, sobald das Bild gefällt.",
    "camera_plain": "Ein Gemälde wählen, um sich darin zu sehen, oder auslösen.",
    "camera_unsketched": "Dieser Browser malt nicht live mit; das Foto geht trotzdem.",
    "camera_shutter": "Foto aufnehmen",
    "camera_close": "Kamera schließen",
    "camera_insecure": "Der Browser gibt die Kamera nur sicheren Adressen (https oder "
    "localhost). Die Seite dort öffnen oder ein Foto hochladen.",
    "camera_refused": "Die Kamera wurde nicht erlaubt. In den Einstellungen des "
    "Browsers für diese Seite erlauben oder ein Foto hochladen.",
    "camera_missing": "Es ließ sich keine Kamera öffnen. Eine anschließen, andere "
    "Programme damit schließen oder ein Foto hochladen.",
    "bringing": "Die Bilder werden gebracht.",
    "waiting": "Platz {place} in der Warteschlange, noch etwa {time}.",
    "next": "Als Nächstes an der Reihe.",
    "getting_ready": "Der Maler macht sich bereit.",
    "looking": "Die Bilder werden betrachtet.",
    "painting_at": "Skala {scale} von {scales}, {width} x {height} px, Iteration "
    "{iteration} von {iterations}, noch etwa {time}",
    "paused_at": "Pause bei Iteration {iteration} von {iterations}.",
    "stopped_at": "Beendet bei Iteration {iteration} von {iterations}.",
    "finished": "Fertig nach {iteration} Iterationen in {time}.",
    "failed": "Das konnte nicht gemalt werden.",
    "offline": "Keine Verbindung; das Malen geht weiter. Es wird wieder nachgesehen.",
    "compare": "Vergleichen",
    "compare_about": "Ziehen, um das Foto neben dem Gemalten zu sehen.",
    "time_lapse": "Zeitraffer",
    "from_frame": "Von diesem Augenblick an malen",
    "curves": "Kosten",
    "contributions": "Was gerade zieht",
    "colors": "Farben",
    "colors_painting": "des Gemäldes",
    "colors_photo": "des Fotos",
    "history": "Ihre Bilder",
    "history_empty": "Bilder, die Sie hier malen, stehen hier, nur in diesem Browser.",
    "unfinished": "unfertig",
    "remove": "Löschen",
    "remove_all": "Alle löschen",
    "estimate": "Etwa {time} und {memory}.",
    "prints_as": "Reicht für {sheet} bei {dpi} dpi.",
    "cure": "{size} px nehmen",
    "recipe_taken": "Die Regler zeigen die Einstellungen dieses Bildes.",
    "dropped_address": "Eine Webadresse kann von hier nicht geholt werden. Das Bild "
    "auf dieser Maschine speichern, dann die Datei herziehen.",
    "dropped_too_many": "Nur die ersten {count} Bilder wurden genommen.",
    "upload_failed": "Das konnte nicht an den Server gesendet werden: Es ist ein "
    "Ordner oder zu groß, oder es gibt keine Verbindung.",
    "number_for": "Zahl für {name}",
    "toast_error": "Fehler",
    "toast_warning": "Hinweis",
    "toast_failed": "Der Server hat nicht geantwortet. Gleich noch einmal versuchen.",
    "toast_lost": "Die Verbindung zum Server ist weg. Die Seite kommt mit ihr wieder.",
    "toast_busy": "Der Server ist gerade beschäftigt. Gleich noch einmal versuchen.",
    "toast_too_large": "Die Datei hat mehr als {limit}, und das ist die Grenze. Das "
    "Bild kleiner oder als JPEG speichern, und das wählen.",
    "no_such_file": "Es gibt keine solche Datei.",
    "not_there_yet": "Das ist noch nicht da.",
    "drop_recipe": "Ein hier gemaltes Bild neben die Bildfelder ziehen, und seine "
    "Einstellungen kehren zurück.",
    "keys": "Strg+Enter malt, Esc beendet, Leertaste vergleicht.",
    "how": "Wie es geht",
    "how_text": "Ein Netz, das gelernt hat, Dinge zu erkennen, betrachtet beide "
    "Bilder. Tief innen sagen seine Aktivierungen, was wo ist: das ist der Inhalt des "
    "Fotos. Wie sie zusammen auftreten, gleich an welchem Ort (die Gram-Matrizen), "
    "sagt, in welcher Art das Gemälde gemalt ist: das ist sein Stil. Die Kosten J = "
    "alpha J_content + beta J_style werden klein gemacht, indem die Pixel des Bildes "
    "selbst verändert werden, von grob nach fein; trainiert wird nichts. Das Verfahren "
    "stammt von Gatys, Ecker, Bethge (2015).",
    "privacy": "Ihre Bilder bleiben auf der Maschine, die diese Seite ausliefert, und "
    "werden nach {days} Tagen gelöscht, oder sofort, wenn Sie sie löschen.",
    "source": "Quelltext",
    "each_layer": "Jede Schicht",
    "canvas": "Gemaltes Bild",
    "hint": "Ein Foto und ein Gemälde in die beiden Felder ziehen, oder je ein "
    "Beispiel wählen.",
    "progress": "Fortschritt",
    "full": "Ganzer Bildschirm",
    "view": "Ansicht",
    "picture": "Bild",
    "play": "Abspielen",
    "moment": "Iteration {iteration}",
    "finishing": "Das Bild, so weit es ist, wird fertiggestellt.",
    "stopping": "Es wird beendet.",
    "stopped_early": "Beendet, bevor es begann.",
    "finished_once": "Fertig nach {iteration} Iterationen.",
    "remove_all_sure": "Alle Bilder dieser Liste löschen, hier und auf dem Server?",
    "about_preset_own": "Eigene Einstellungen.",
    "total": "gesamt",
    "content": "Inhalt",
    "style": "Stil",
}

# The core's sentences by their English templates, with the same {places}; and words
# that may stand in them.
SENTENCES: Mapping[str, str] = {
    "photo": "Foto",
    "painting": "Gemälde",
    "painting {number}": "Gemälde {number}",
    "mask {number}": "Maske {number}",
    "recipe": "Rezept",
    "content": "Foto",
    "style": "Gemälde",
    "mask": "Maske",
    "keep map": "Karte des Festgehaltenen",
    "touch-up map": "Karte der Ausbesserung",
    "The {name} is black everywhere, so nothing would be painted anew. Draw white "
    "where it is to be.": "{name}: überall schwarz, also würde nichts neu gemalt. "
    "Weiß malen, wo es geschehen soll.",
    "The {name} picture is {width} x {height} pixels. Both edges must be at least "
    "{least} to be touched up.": "{name}: {width} x {height} Pixel. Zum Ausbessern "
    "müssen beide Kanten mindestens {least} haben.",
    "first style": "Erstes Gemälde",
    "second style": "Zweites Gemälde",
    "third style": "Drittes Gemälde",
    "fourth style": "Viertes Gemälde",
    "first mask": "Erste Maske",
    "second mask": "Zweite Maske",
    "third mask": "Dritte Maske",
    "fourth mask": "Vierte Maske",
    "they are gone": "sie sind fort",
    "A request has one Host header.": "Eine Anfrage hat genau einen Host-Header.",
    "This server does not answer under the name {host}. Whoever runs it can allow a "
    "name by NST_HOSTS.": (
        "Unter dem Namen {host} antwortet dieser Server nicht. Wer ihn betreibt, kann "
        "einen Namen mit NST_HOSTS erlauben."
    ),
    "This was sent by the page of another site, which may not do so. Open this "
    "server's own page. Whoever runs it can allow another site by NST_ORIGINS.": (
        "Das hat die Seite einer anderen Website geschickt; sie darf das nicht. Bitte "
        "die eigene Seite dieses Servers öffnen. Wer ihn betreibt, kann eine andere "
        "Website mit NST_ORIGINS erlauben."
    ),
    "NST_HOSTS has {name}; a name like painter.example.org is needed, or "
    "*.example.org for all below it.": (
        "In NST_HOSTS steht {name}; nötig ist ein Name wie painter.example.org, oder "
        "*.example.org für alle darunter."
    ),
    "NST_ORIGINS has {origin}; an origin like https://example.org is needed, without "
    "a path.": (
        "In NST_ORIGINS steht {origin}; nötig ist etwas wie https://example.org, ohne "
        "Pfad."
    ),
    "Entry {number} of NST_AUTH is no name and password; entries like ann:secret are "
    "needed, with commas between them.": (
        "Eintrag {number} von NST_AUTH ist nicht Name und Passwort; nötig sind "
        "Einträge wie ann:secret, mit Kommas dazwischen."
    ),
    "Too many passwords were wrong. Wait a minute.": (
        "Zu viele Passwörter waren falsch. Bitte eine Minute warten."
    ),
    "A name and a password are needed here. Whoever runs this server has them.": (
        "Hier braucht man Name und Passwort. Wer diesen Server betreibt, hat sie."
    ),
    "This address is too long. Open the page from its start.": (
        "Diese Adresse ist zu lang. Bitte die Seite von vorn öffnen."
    ),
    "There is nothing at this address. The page is at /.": (
        "Unter dieser Adresse ist nichts. Die Seite ist unter /."
    ),
    "This address takes {methods} only.": "Diese Adresse nimmt nur {methods}.",
    "Content-Length must be one whole number.": (
        "Content-Length muss eine ganze Zahl sein."
    ),
    "This is too much for one request: at most {limit:,} bytes are taken. Send less.": (
        "Das ist zu viel für eine Anfrage: höchstens {limit:,} Bytes werden genommen. "
        "Bitte weniger schicken."
    ),
    "The request did not come in time. Send it again.": (
        "Die Anfrage kam nicht rechtzeitig an. Bitte noch einmal schicken."
    ),
    "JSON is needed here, with Content-Type: application/json.": (
        "Hier ist JSON nötig, mit Content-Type: application/json."
    ),
    "This is not a JSON object. See the page's link api.": (
        "Das ist kein JSON-Objekt. Näheres steht auf der Seite unter API."
    ),
    "{name} has more than {most} characters. Choose a shorter one.": (
        "{name} hat mehr als {most} Zeichen. Bitte etwas Kürzeres wählen."
    ),
    "fn_index names no function of this page. The page was perhaps renewed; load it "
    "again.": (
        "fn_index nennt keine Funktion dieser Seite. Vielleicht wurde sie erneuert; "
        "bitte neu laden."
    ),
    "{name} is no file. Upload one, and send what the upload answers. See the page's "
    "link api.": (
        "{name} ist keine Datei. Eine hochladen und senden, was darauf geantwortet "
        "wird. Näheres steht auf der Seite unter API."
    ),
    "There is no argument {name}. See the page's link api.": (
        "Ein Argument {name} gibt es nicht. Näheres steht auf der Seite unter API."
    ),
    "The argument {name} is missing. See the page's link api.": (
        "Das Argument {name} fehlt. Näheres steht auf der Seite unter API."
    ),
    "data has {count} values; {most} are needed. See the page's link api.": (
        "data hat {count} Werte; nötig sind {most}. Näheres steht auf der Seite unter "
        "API."
    ),
    "A file that is named here was not uploaded here. Upload it, and name it as the "
    "answer does.": (
        "Eine genannte Datei wurde nicht hier hochgeladen. Bitte hochladen und so "
        "nennen wie die Antwort."
    ),
    "Nothing was asked for under this name, or the server was started anew. Ask "
    "again.": (
        "Unter diesem Namen wurde nichts gefragt, oder der Server wurde neu gestartet. "
        "Bitte neu fragen."
    ),
    "The request has not the fields that are needed here. See the page's link api.": (
        "Der Anfrage fehlen Felder, die hier nötig sind. Näheres steht auf der Seite "
        "unter API."
    ),
    "The server has made a mistake, which is in its log. Try again in a while.": (
        "Der Server hat einen Fehler gemacht; er steht in seinem Protokoll. Bitte "
        "später noch einmal versuchen."
    ),
    "Files are sent as a form: multipart/form-data.": (
        "Dateien werden als Formular geschickt: multipart/form-data."
    ),
    "This form is damaged. Send it again.": (
        "Dieses Formular ist beschädigt. Bitte noch einmal schicken."
    ),
    "A form has at most {most} files. Send fewer.": (
        "Ein Formular hat höchstens {most} Dateien. Bitte weniger schicken."
    ),
    "Each part of the form must be a file, and be named {field}.": (
        "Jeder Teil des Formulars muss eine Datei sein und {field} heißen."
    ),
    "From this address, as much as is taken in an hour was uploaded: {files} files, or "
    "{mb} MB. Wait a while, or use what is here already.": (
        "Von dieser Adresse wurde so viel hochgeladen, wie in einer Stunde genommen "
        "wird: {files} Dateien oder {mb} MB. Bitte warten, oder nehmen, was schon hier "
        "ist."
    ),
    "Too much is asked at once from this address. Close some of the pages, or try "
    "again in some seconds.": (
        "Von dieser Adresse wird zu viel auf einmal gefragt. Bitte einige Seiten "
        "schließen, oder es in einigen Sekunden noch einmal versuchen."
    ),
    "The server is busy. Try again in some seconds.": (
        "Der Server hat viel zu tun. Bitte in einigen Sekunden noch einmal versuchen."
    ),
    "The {label} is missing. Choose one, then press Paint.": (
        "Es fehlt: {label}. Bitte wählen und dann auf Malen drücken."
    ),
    "The {label} was not uploaded here. Choose it again.": (
        "{label}: Diese Datei wurde nicht hier hochgeladen. Bitte noch einmal wählen."
    ),
    "The {label} is missing, but one after it is there. Choose it, or take the "
    "others away.": (
        "Es fehlt: {label}, ein späteres Gemälde ist aber da. Bitte wählen, oder die "
        "anderen wegnehmen."
    ),
    "This contact sheet is described in {length} characters; at most {limit} are "
    "read. Name fewer values.": (
        "Dieser Kontaktbogen ist mit {length} Zeichen beschrieben; höchstens {limit} "
        "werden gelesen. Weniger Werte nennen."
    ),
    "{name} is {value}; the pictures of a contact sheet have at most {most}. "
    "Choose less, or paint that picture alone.": (
        "{name} ist {value}; die Bilder eines Kontaktbogens haben höchstens {most}. "
        "Weniger wählen, oder dieses Bild allein malen."
    ),
    "{name} is {value:g}; choose from {low:g} to {high:g}.": (
        "{name} ist {value:g}; möglich ist {low:g} bis {high:g}."
    ),
    "{name} is {value}; choose one of {choices}.": (
        "{name} ist {value}; möglich ist eines von {choices}."
    ),
    "{name} is {value}; it must be a number.": (
        "{name} ist {value}; es muss eine Zahl sein."
    ),
    "{name} is far too large; choose a smaller number.": (
        "{name} ist viel zu groß; eine kleinere Zahl wählen."
    ),
    "{name} is {value}; it must be a finite number.": (
        "{name} ist {value}; es muss eine endliche Zahl sein."
    ),
    "{name} is {value:g}; it must be a whole number.": (
        "{name} ist {value:g}; es muss eine ganze Zahl sein."
    ),
    "alpha, beta with its layer weights, {pixel_weights} are all 0, so there is "
    "nothing to paint towards. Raise alpha or beta.": (
        "alpha, beta samt den Gewichten der Schichten, {pixel_weights} sind alle 0, "
        "also gibt es kein Ziel zum Malen. alpha oder beta erhöhen."
    ),
    "The family johnson scales Gram matrices, so style_term must be gram. Choose "
    "the family balanced.": (
        "Der Maßstab johnson gilt für Gram-Matrizen, also muss das Stilmaß gram sein. "
        "Den Maßstab balanced wählen."
    ),
    "The family paper compares Gram matrices of pictures of one size, so "
    "style_term must be gram and style_scale 1. Choose the family balanced.": (
        "Der Maßstab paper vergleicht Gram-Matrizen gleich großer Bilder, also muss "
        "das Stilmaß gram sein und die Strichgröße 1. Den Maßstab balanced wählen."
    ),
    "The style strength is {strength:g}; choose from 0 to 1. The default is 0.5.": (
        "Die Stärke des Stils ist {strength:g}; möglich ist 0 bis 1. Üblich ist 0.5."
    ),
    "The recipe's part {part!r} is missing or not what this program writes there. "
    "Choose the picture or the file it came from once more.": (
        "Der Teil {part!r} des Rezepts fehlt, oder er ist nicht so, wie dieses "
        "Programm ihn schreibt. Das Bild oder die Datei, aus der es stammt, noch "
        "einmal wählen."
    ),
    "This is JSON, but not a recipe of this program. Choose a PNG painted here, or "
    "its recipe as JSON.": (
        "Das ist JSON, aber kein Rezept dieses Programms. Ein hier gemaltes PNG "
        "wählen, oder dessen Rezept als JSON."
    ),
    "The recipe has more than {limit_kb} KB, which no recipe of this program has. "
    "Choose a PNG painted here, or its recipe as JSON.": (
        "Das Rezept hat mehr als {limit_kb} KB, so viel hat keines von diesem "
        "Programm. Ein hier gemaltes PNG wählen, oder dessen Rezept als JSON."
    ),
    "The recipe is of kind {number:g}; this program knows up to {known}. A newer "
    "version wrote it. Update this program, or set the controls by hand.": (
        "Das Rezept ist von der Art {number:g}; dieses Programm kennt sie bis "
        "{known}. Eine neuere Fassung hat es geschrieben. Das Programm erneuern, oder "
        "die Regler von Hand einstellen."
    ),
    "The recipe names settings that this program does not have: {shown}{more}. "
    "Update this program, or remove them from the recipe.": (
        "Das Rezept nennt Einstellungen, die dieses Programm nicht hat: "
        "{shown}{more}. Das Programm erneuern, oder sie aus dem Rezept nehmen."
    ),
    "This PNG carries no recipe. Pictures painted here do, unless another program "
    "has saved them since. Choose such a picture, or a recipe as JSON.": (
        "In diesem PNG steckt kein Rezept. In hier gemalten Bildern steckt eines, "
        "wenn kein anderes Programm sie neu gespeichert hat. Ein solches Bild wählen, "
        "oder ein Rezept als JSON."
    ),
    "This PNG is damaged where its recipe should be. Copy or download it once "
    "more, or choose another.": (
        "Dieses PNG ist dort beschädigt, wo sein Rezept sein sollte. Noch einmal "
        "kopieren oder herunterladen, oder ein anderes wählen."
    ),
    "The recipe is not valid JSON. It may have been cut off or edited. Choose the "
    "picture or the file it came from once more.": (
        "Das Rezept ist kein gültiges JSON. Vielleicht wurde es abgeschnitten oder "
        "bearbeitet. Das Bild oder die Datei, aus der es stammt, noch einmal wählen."
    ),
    "The recipe cannot be painted: {error}": (
        "Das Rezept kann nicht gemalt werden: {error}"
    ),
    "The recipe cannot be opened: {reason}. It must be a PNG painted here, or its "
    "recipe as a JSON file. Choose such a file.": (
        "Das Rezept kann nicht geöffnet werden: {reason}. Nötig ist ein hier gemaltes "
        "PNG, oder dessen Rezept als JSON-Datei. Eine solche Datei wählen."
    ),
    "The file cannot be read as a recipe. It must be a PNG painted here, or its "
    "recipe as a JSON file. Choose such a file.": (
        "Die Datei kann nicht als Rezept gelesen werden. Nötig ist ein hier gemaltes "
        "PNG, oder dessen Rezept als JSON-Datei. Eine solche Datei wählen."
    ),
    "The recipe's {name} is neither a number nor a word. Choose the picture or the "
    "file it came from once more.": (
        "{name} ist im Rezept weder eine Zahl noch ein Wort. Das Bild oder die Datei, "
        "aus der es stammt, noch einmal wählen."
    ),
    "{budget_gb:.1f} GB of memory are too little to paint at all; at least "
    "{least_gb:.1f} GB are needed. Allow more memory, or free some.": (
        "{budget_gb:.1f} GB Speicher sind zu wenig, um überhaupt zu malen; nötig sind "
        "mindestens {least_gb:.1f} GB. Mehr Speicher erlauben, oder welchen "
        "freimachen."
    ),
    "A picture of {width} x {height} pixels does not fit into {budget_gb:.1f} GB "
    "of memory. Choose a size of at most {fits}, or allow more memory.": (
        "Ein Bild von {width} x {height} Pixeln passt nicht in {budget_gb:.1f} GB "
        "Speicher. Eine Größe von höchstens {fits} wählen, oder mehr Speicher "
        "erlauben."
    ),
    "{styles} paintings are given; at most {limit} can be blended. Leave some out.": (
        "{styles} Gemälde sind angegeben; höchstens {limit} lassen sich mischen. "
        "Einige weglassen."
    ),
    "{masks} masks are given for {styles} paintings; each belongs to the painting "
    "of the same number. Leave masks out, or add paintings.": (
        "{masks} Masken sind für {styles} Gemälde angegeben; jede gehört zum Gemälde "
        "derselben Nummer. Masken weglassen, oder Gemälde hinzufügen."
    ),
    "The shares of all paintings ({shares}) are 0, so none would be seen. Raise "
    "one of them.": (
        "Die Anteile aller Gemälde ({shares}) sind 0, also wäre keines zu sehen. "
        "Einen davon erhöhen."
    ),
    "The {name} picture has {width} x {height} pixels, too long and narrow to see a "
    "style in. Its long edge may be at most {limit} times its short one. Choose "
    "another painting.": (
        "{name}: Das Bild hat {width} x {height} Pixel und ist zu lang und schmal, um "
        "einen Stil darin zu sehen. Die lange Kante darf höchstens das {limit}-Fache "
        "der kurzen sein. Ein anderes Gemälde wählen."
    ),
    "The {name} has {width} x {height} pixels, the photo {content_width} x "
    "{content_height}. A mask must have the photo's proportions. Draw it over the "
    "photo itself.": (
        "{name}: {width} x {height} Pixel, und das Foto hat {content_width} x "
        "{content_height}. Eine Maske muss die Proportionen des Fotos haben. Sie über "
        "dem Foto selbst malen."
    ),
    "The content picture would be painted at {width} x {height} pixels. Both edges "
    "must be at least {least}, because the network halves them {halvings} times. "
    "Choose a larger size or a less elongated picture.": (
        "Das Foto würde in {width} x {height} Pixeln gemalt. Beide Kanten müssen "
        "mindestens {least} haben, weil das Netz sie {halvings}-mal halbiert. Eine "
        "größere Größe oder ein weniger langes Bild wählen."
    ),
    "No face was found in the photo. One that is small, turned away or covered is not "
    "found: brush over it.": (
        "Im Foto wurde kein Gesicht gefunden. Eines, das klein, abgewandt oder "
        "verdeckt ist, wird nicht gefunden: mit dem Pinsel darüberfahren."
    ),
    "The masks are black everywhere, so no painting would go anywhere. Draw white "
    "where one is to be seen, or leave the masks out.": (
        "Die Masken sind überall schwarz, also käme kein Gemälde irgendwohin. Weiß "
        "malen, wo eines zu sehen sein soll, oder die Masken weglassen."
    ),
    "This picture is not here any more. Finished and paused pictures are deleted "
    "after some time. Choose a photo and a painting, and paint anew.": (
        "Dieses Bild ist nicht mehr hier. Fertige und ruhende Bilder werden nach "
        "einiger Zeit gelöscht. Ein Foto und ein Gemälde wählen und neu malen."
    ),
    "This link only shows the picture; whoever began it may steer, stop or delete it. "
    "Paint one of your own with its settings.": (
        "Dieser Link zeigt das Bild nur; wer es begonnen hat, kann es steuern, beenden "
        "oder löschen. Mit seinen Einstellungen ein eigenes malen."
    ),
    "{waiting} pictures are waiting or paused already, which is all that fit. Come "
    "back in about {wait}, when the next place is free.": (
        "{waiting} Bilder warten oder ruhen schon, mehr haben nicht Platz. In etwa "
        "{wait} wiederkommen, wenn der nächste Platz frei ist."
    ),
    "{own} pictures from your network address are being painted, waiting or paused, "
    "which is all that one address may have. Stop one, or come back in about {wait}.": (
        "{own} Bilder von Ihrer Netzadresse werden gemalt, warten oder ruhen, mehr "
        "darf eine Adresse nicht haben. Eines beenden, oder in etwa {wait} "
        "wiederkommen."
    ),
    "{own} pictures were begun from your network address within an hour, which is all "
    "that one address may begin. Come back in about {wait}.": (
        "{own} Bilder sind von Ihrer Netzadresse in einer Stunde begonnen worden, mehr "
        "darf eine Adresse nicht beginnen. In etwa {wait} wiederkommen."
    ),
    "These pictures take {size:.3g} MB, but all jobs together have {quota:.3g} MB "
    "here. Choose smaller files.": (
        "Diese Bilder brauchen {size:.3g} MB, aber alle Aufträge zusammen haben hier "
        "{quota:.3g} MB. Kleinere Dateien wählen."
    ),
    "The pictures that are waiting or being painted leave no room for these: "
    "{size:.3g} MB are needed. Come back in about {wait}, or choose smaller files.": (
        "Die Bilder, die warten oder gemalt werden, lassen keinen Platz für diese: "
        "{size:.3g} MB sind nötig. In etwa {wait} wiederkommen, oder kleinere Dateien "
        "wählen."
    ),
    "{own} of your pictures are being painted, waiting or paused, which is all "
    "that one visitor may have. Stop one, or come back in about {wait}.": (
        "{own} Ihrer Bilder werden gemalt, warten oder ruhen, mehr darf ein Besucher "
        "nicht haben. Eines beenden, oder in etwa {wait} wiederkommen."
    ),
    "No picture is kept of iteration {moment}. While a painting goes on, some make "
    "room for newer ones. Choose another moment.": (
        "Von Iteration {moment} ist kein Bild aufgehoben. Während gemalt wird, machen "
        "manche den neueren Platz. Einen anderen Augenblick wählen."
    ),
    "This picture is not finished, so nothing can start from it. Wait for its end, "
    "or stop it.": (
        "Dieses Bild ist nicht fertig, also kann nichts von ihm ausgehen. Sein Ende "
        "abwarten, oder es beenden."
    ),
    "Another server keeps its jobs in {data}. Stop it, or choose another folder "
    "with --data or NST_DATA.": (
        "Ein anderer Server hält seine Aufträge in {data}. Ihn beenden, oder mit "
        "--data oder NST_DATA einen anderen Ordner wählen."
    ),
    "No jobs can be kept in {data} ({reason}). A folder that may be written to is "
    "needed; name it with --data or NST_DATA.": (
        "In {data} können keine Aufträge aufgehoben werden ({reason}). Nötig ist ein "
        "Ordner, in den geschrieben werden darf; ihn mit --data oder NST_DATA nennen."
    ),
    "The server has no room for these pictures ({reason}). Try again in some "
    "minutes, or with smaller files.": (
        "Der Server hat keinen Platz für diese Bilder ({reason}). In einigen Minuten "
        "noch einmal versuchen, oder mit kleineren Dateien."
    ),
    "A contact sheet is not painted on. Choose the settings of one of its "
    "pictures, and paint with them.": (
        "An einem Kontaktbogen wird nicht weitergemalt. Die Einstellungen eines "
        "seiner Bilder wählen und damit malen."
    ),
    "Picture {number} ({label}): {problem}": "Bild {number} ({label}): {problem}",
    "It could not be kept: {reason}.": "Es konnte nicht aufgehoben werden: {reason}.",
    "The pictures of a grid cannot start from a picture that is given. Choose "
    "another start.": (
        "Die Bilder eines Kontaktbogens können nicht von einem gegebenen Bild "
        "ausgehen. Eine andere erste Leinwand wählen."
    ),
    "The grid has {count:,} pictures; at most {limit} fit on a contact sheet. Name "
    "fewer values.": (
        "Das wären {count:,} Bilder; auf einen Kontaktbogen passen höchstens {limit}. "
        "Weniger Werte nennen."
    ),
    "{word} is no setting with values. Write alpha=1,10 beta=5,50, or choose one "
    "of {words}.": (
        "{word} ist keine Einstellung mit Werten. So schreiben: alpha=1,10 beta=5,50, "
        "oder eines wählen von {words}."
    ),
    "{name} is no setting that pictures of one grid can differ in. Choose from "
    "{settings}.": (
        "{name} ist keine Einstellung, in der sich Bilder eines Kontaktbogens "
        "unterscheiden können. Wählen aus {settings}."
    ),
    "The grid {grid} must name one or two settings, each with its values: "
    "alpha=1,10 beta=5,50. Or choose one of {words}.": (
        "Der Kontaktbogen {grid} muss eine oder zwei Einstellungen mit ihren Werten "
        "nennen: alpha=1,10 beta=5,50. Oder eines wählen von {words}."
    ),
    "{name} is {word}; it must be a number.": (
        "{name} ist {word}; es muss eine Zahl sein."
    ),
    "The start is a picture, but none was given. Name one with --start-picture, or "
    "choose another start.": (
        "Die erste Leinwand soll ein Bild sein, aber keines ist angegeben. Eines mit "
        "--start-picture nennen, oder eine andere erste Leinwand wählen."
    ),
    "The total cost left the finite numbers after iteration {done}. The last good "
    "picture was kept. Lower beta, the layer weights or the learning rate.": (
        "Die Kosten wurden nach Iteration {done} unendlich. Das letzte gute Bild ist "
        "aufgehoben. beta, die Gewichte der Schichten oder die Lernrate senken."
    ),
    "The disk has {free:.0f} MB left, and {name} needs {wanted:.0f} MB.": (
        "Auf der Platte sind {free:.0f} MB frei, und {name} braucht {wanted:.0f} MB."
    ),
    "{name} is damaged, and NST_OFFLINE forbids to fetch it.": (
        "{name} ist beschädigt, und NST_OFFLINE verbietet, es zu holen."
    ),
    "{name} is not on this machine, and NST_OFFLINE forbids to fetch it.": (
        "{name} ist nicht auf dieser Maschine, und NST_OFFLINE verbietet, es zu holen."
    ),
    "Another process has been fetching {name} for more than {seconds:g} seconds.": (
        "Ein anderer Prozess holt {name} schon mehr als {seconds:g} Sekunden lang."
    ),
    "{name} could not be read or stored: {reason}.": (
        "{name} konnte nicht gelesen oder gespeichert werden: {reason}."
    ),
    "What {host} sent is not {name}: its checksum is wrong.": (
        "Was {host} gesendet hat, ist nicht {name}: Die Prüfsumme ist falsch."
    ),
    "The embedded VGG-16 is damaged: {problem}. All of its files are needed as "
    "they were published. Fetch the folder assets/vgg16 of this program again.": (
        "Das mitgelieferte VGG-16 ist beschädigt: {problem}. Alle seine Dateien sind "
        "so nötig, wie sie veröffentlicht wurden. Den Ordner assets/vgg16 dieses "
        "Programms noch einmal holen."
    ),
    "{host} answered with status {status} when asked for {name}.": (
        "{host} hat auf die Frage nach {name} mit dem Status {status} geantwortet."
    ),
    "{host} sent a web page in place of {name}.": (
        "{host} hat eine Webseite anstelle von {name} gesendet."
    ),
    "{url!r} is not a web address.": "{url!r} ist keine Webadresse.",
    "{host} sent nothing for {seconds:g} seconds.": (
        "{host} hat {seconds:g} Sekunden lang nichts gesendet."
    ),
    "No connection to {host} could be made.": (
        "Zu {host} kam keine Verbindung zustande."
    ),
    "The proxy or the certificates set on this machine cannot be used.": (
        "Der Proxy oder die Zertifikate, die auf dieser Maschine eingestellt sind, "
        "sind nicht zu gebrauchen."
    ),
    "{host} did not answer within {seconds:g} seconds.": (
        "{host} hat {seconds:g} Sekunden lang nicht geantwortet."
    ),
    "{host} sent more bytes than the file has.": (
        "{host} hat mehr Bytes gesendet, als die Datei hat."
    ),
    "{host} is slow: {name} would take more than {seconds:g} seconds. What has "
    "come is kept, and the next start goes on from there.": (
        "{host} ist langsam: {name} würde mehr als {seconds:g} Sekunden brauchen. Was "
        "schon da ist, bleibt, und der nächste Start macht dort weiter."
    ),
    "{host} hung up {times} times before the end of {name}.": (
        "{host} hat {times}-mal vor dem Ende von {name} abgebrochen."
    ),
    "{file} cannot be used as weights: {problem}. A file of {networks} as Keras "
    "writes it (.h5) is needed. Name such a file, or none.": (
        "{file} ist als Gewichte nicht zu gebrauchen: {problem}. Nötig ist eine Datei "
        "von {networks}, wie Keras sie schreibt (.h5). Eine solche Datei nennen, oder "
        "keine."
    ),
    "it is damaged or not an HDF5 file": "sie ist beschädigt oder keine HDF5-Datei",
    "{name} cannot be read": "{name} kann nicht gelesen werden",
    "the checksum of {name} is wrong": "die Prüfsumme von {name} ist falsch",
    "its layers are not those of {networks}": (
        "ihre Schichten sind nicht die von {networks}"
    ),
    "{name} does not hold a kernel and a bias": (
        "{name} enthält nicht Kern und Verschiebung"
    ),
    "{name} does not have the shape {shape}": "{name} hat nicht die Form {shape}",
    "{name} holds {dtype}, not float32": "{name} enthält {dtype}, nicht float32",
    "{name} keeps its numbers in another file": (
        "{name} hat seine Zahlen in einer anderen Datei"
    ),
    "{name} holds values that are not finite numbers": (
        "{name} enthält Werte, die keine endlichen Zahlen sind"
    ),
    "{name} is not a group": "{name} ist keine Gruppe",
    "{name} is missing": "{name} fehlt",
    "{name} is a link to another place": "{name} verweist auf einen anderen Ort",
    " and {count} more": " und {count} weitere",
    "{file} holds {found}, but {chosen} was chosen. Choose auto or {network}, or "
    "name another file.": (
        "{file} enthält {found}, gewählt ist aber {chosen}. auto oder {network} "
        "wählen, oder eine andere Datei nennen."
    ),
    "No address of {network}'s weights is known. Name a file in NST_WEIGHTS, or "
    "choose auto.": (
        "Für die Gewichte von {network} ist keine Adresse bekannt. In NST_WEIGHTS "
        "eine Datei nennen, oder auto wählen."
    ),
    "{network} could not be had: {reason} It was chosen, so its weights "
    "({size:.0f} MB) are needed. Connect to the internet, name a file in "
    "NST_WEIGHTS, or choose auto or vgg16.": (
        "{network} war nicht zu bekommen: {reason} Es ist gewählt, also sind seine "
        "Gewichte ({size:.0f} MB) nötig. Mit dem Internet verbinden, in NST_WEIGHTS "
        "eine Datei nennen, oder auto oder vgg16 wählen."
    ),
    "This user has no home folder to keep weights in.": (
        "Dieser Benutzer hat keinen Ordner, um Gewichte aufzuheben."
    ),
    "The {name} picture cannot be opened: {reason}. It must be a file that exists "
    "and that this program may read. Choose the file again.": (
        "{name}: Das Bild kann nicht geöffnet werden: {reason}. Nötig ist eine Datei, "
        "die es gibt und die dieses Programm lesen darf. Die Datei noch einmal wählen."
    ),
    "No space left on device": "auf dem Datenträger ist kein Platz mehr",
    "Permission denied": "das ist nicht erlaubt",
    "Operation not permitted": "das ist nicht erlaubt",
    "Read-only file system": "auf den Datenträger kann nicht geschrieben werden",
    "No such file or directory": "so eine Datei oder so einen Ordner gibt es nicht",
    "Input/output error": "der Datenträger meldet einen Fehler",
    "File too large": "die Datei ist zu groß",
    "Too many open files": "es sind zu viele Dateien offen",
    "Cannot allocate memory": "der Speicher ist voll",
    "Disk quota exceeded": "der zugeteilte Platz ist aufgebraucht",
    "there is no file {file}": "es gibt keine Datei {file}",
    "{file} is a folder": "{file} ist ein Ordner",
    "{file} may not be read by this user": "{file} darf dieser Benutzer nicht lesen",
    "{file} is at a web address, which must be fetched first": (
        "{file} liegt an einer Webadresse und muss erst geholt werden"
    ),
    "there is no file {file} in a folder of the name {home}, which stands for the "
    "home folder only outside quotation marks": (
        "es gibt keine Datei {file} in einem Ordner namens {home}; für den "
        "persönlichen Ordner steht das nur außerhalb von Anführungszeichen"
    ),
    "The {name} picture is an empty file of 0 bytes. A {readable} file is needed. "
    "Copy or download it once more, or choose another picture.": (
        "{name}: Die Datei ist leer, sie hat 0 Bytes. Nötig ist ein Bild als "
        "{readable}. Es noch einmal kopieren oder herunterladen, oder ein anderes "
        "Bild wählen."
    ),
    "The {name} picture is a JPEG of more than {limit} scans, which would take "
    "minutes to decode. Save it anew as a PNG, and choose that.": (
        "{name}: Das JPEG hat mehr als {limit} Durchgänge, es zu lesen würde Minuten "
        "dauern. Das Bild neu als PNG speichern, und das wählen."
    ),
    "far too many": "viel zu viele",
    "The {name} picture is damaged or incomplete, so its pixels cannot be decoded. "
    "Copy or download it once more, or choose another picture.": (
        "{name}: Das Bild ist beschädigt oder unvollständig, also können seine Pixel "
        "nicht gelesen werden. Es noch einmal kopieren oder herunterladen, oder ein "
        "anderes Bild wählen."
    ),
    "The {name} picture is not a picture that can be read, whatever its file name "
    "says. A {readable} file is needed. Open it in a picture program, save it as "
    "JPEG or PNG, and choose that file.": (
        "{name}: Das ist kein Bild, das gelesen werden kann, was auch der Dateiname "
        "sagt. Nötig ist ein Bild als {readable}. Es in einem Bildprogramm öffnen, "
        "als JPEG oder PNG speichern, und diese Datei wählen."
    ),
    "The {name} picture has pixels that are no finite numbers, so they have no "
    "brightness. Save it as PNG or JPEG, and choose that file.": (
        "{name}: Das Bild hat Pixel, die keine endlichen Zahlen sind, also haben sie "
        "keine Helligkeit. Es als PNG oder JPEG speichern, und diese Datei wählen."
    ),
    "{names} or {last}": "{names} oder {last}",
    "web page": "Webseite",
    "icon": "Symbol",
    "video": "Video",
    "lossless JPEG": "verlustfreies JPEG",
    "a rare variant of {format}": "eine seltene Abart von {format}",
    "hierarchical JPEG": "hierarchisches JPEG",
    "JPEG of 12 bits": "JPEG mit 12 Bit",
    "JPEG of two channels": "JPEG mit zwei Kanälen",
    "Open it in a picture program, save it as JPEG or PNG": (
        "Sie in einem Bildprogramm öffnen, als JPEG oder PNG speichern"
    ),
    "Open it in a drawing program, export it as PNG": (
        "Sie in einem Zeichenprogramm öffnen, als PNG exportieren"
    ),
    "Open it in a viewer, save the page as PNG": (
        "Sie in einem Betrachter öffnen, die Seite als PNG speichern"
    ),
    "Open the page in a browser, save the picture itself": (
        "Die Seite in einem Browser öffnen, das Bild selbst speichern"
    ),
    "Pause it in a player, save the still picture as PNG or JPEG": (
        "Es in einem Abspieler anhalten, das Standbild als PNG oder JPEG speichern"
    ),
    "Unpack it": "Sie auspacken",
    "The {name} picture is a camera's RAW file, which cannot be developed here: it is "
    "damaged, or of a kind that is not known. Open it in the camera's program, save it "
    "as JPEG or PNG, and choose that file.": (
        "{name}: Diese RAW-Datei einer Kamera kann hier nicht entwickelt werden: Sie "
        "ist beschädigt, oder von einer Art, die nicht bekannt ist. Sie im Programm "
        "der Kamera öffnen, als JPEG oder PNG speichern, und diese Datei wählen."
    ),
    "The {name} picture is a TIFF whose pixels ({layout}) cannot be read right here. "
    "Open it in a picture program, save it as PNG or as a TIFF of 8 bits, and choose "
    "that file.": (
        "{name}: Die Pixel dieses TIFF ({layout}) können hier nicht richtig gelesen "
        "werden. Es in einem Bildprogramm öffnen, als PNG oder als TIFF mit 8 Bit "
        "speichern, und diese Datei wählen."
    ),
    "Many pictures are being opened here just now. Try again in a minute.": (
        "Gerade werden hier viele Bilder geöffnet. In einer Minute noch einmal "
        "versuchen."
    ),
    "The {name} picture was given up: reading it took more time or memory than it may, "
    "or broke down. Save it anew as JPEG or PNG, smaller, and choose that.": (
        "{name}: Das Bild ist aufgegeben worden: Es zu lesen hat mehr Zeit oder "
        "Speicher gebraucht, als es darf, oder ist gescheitert. Es neu als JPEG oder "
        "PNG speichern, kleiner, und das wählen."
    ),
    "{name} cannot be written ({reason}). It needs a folder that exists, may be "
    "written to and has room. Choose another place.": (
        "{name} kann nicht geschrieben werden ({reason}). Nötig ist ein Ordner, den "
        "es gibt, in den geschrieben werden darf und der Platz hat. Einen anderen Ort "
        "wählen."
    ),
    "{name} does not end like a picture that can be written. It must end in "
    "{suffixes}. Choose one of these; .png loses nothing.": (
        "{name} endet nicht wie ein Bild, das geschrieben werden kann. Der Name muss "
        "auf {suffixes} enden. Eines davon wählen; mit .png geht nichts verloren."
    ),
    "{name} is no TIFF, and only TIFFs have 16 bits or another compression. Choose a "
    "name that ends in .tif.": (
        "{name} ist kein TIFF, und nur TIFFs haben 16 Bit oder eine andere "
        "Komprimierung. Einen Namen wählen, der auf .tif endet."
    ),
    "The {name} picture has {pixels} pixels. At most {edge_px} along an edge and "
    "{millions} million in all can be read into memory. Make the picture smaller "
    "and choose it again.": (
        "{name}: Das Bild hat {pixels} Pixel. Höchstens {edge_px} an einer Kante und "
        "{millions} Millionen im Ganzen können gelesen werden. Das Bild verkleinern "
        "und noch einmal wählen."
    ),
    "The {name} picture is of a kind that cannot be read here: {format}. A {readable} "
    "file is needed. {advice}, and choose that file.": (
        "{name}: Dateien dieser Art können hier nicht gelesen werden: {format}. Nötig "
        "ist ein Bild als {readable}. {advice}, und diese Datei wählen."
    ),
    "The {name} picture's file has more than {limit_mb} MB, which is the limit. "
    "Save it smaller, or as a JPEG, and choose that.": (
        "{name}: Die Datei hat mehr als {limit_mb} MB, und das ist die Grenze. Das "
        "Bild kleiner oder als JPEG speichern, und das wählen."
    ),
    "The painter ended {times} times at this picture, most likely for lack of "
    "memory. Choose a smaller size and paint again.": (
        "Der Maler ist bei diesem Bild {times}-mal abgebrochen, wahrscheinlich aus "
        "Mangel an Speicher. Eine kleinere Größe wählen und neu malen."
    ),
    "The painter ended unexpectedly. The painting goes on from its last checkpoint "
    "in a few seconds.": (
        "Der Maler ist unerwartet abgebrochen. In einigen Sekunden geht es vom "
        "letzten gesicherten Stand aus weiter."
    ),
    "The limit of {minutes:g} minutes is reached; the picture so far is kept.": (
        "Die Grenze von {minutes:g} Minuten ist erreicht; das Bild, so weit es ist, "
        "ist aufgehoben."
    ),
    "The picture cannot be saved: there is no room on the server's disk. It is "
    "tried again until there is.": (
        "Das Bild kann nicht gespeichert werden: Auf der Platte des Servers ist kein "
        "Platz. Es wird wieder versucht, bis welcher da ist."
    ),
    "The picture could not be saved. {reason} Continue tries again.": (
        "Das Bild konnte nicht gespeichert werden. {reason} Weiter versucht es noch "
        "einmal."
    ),
    "No checkpoint can be written ({reason}); the painting goes on, but would not "
    "survive a restart of the server.": (
        "Der Stand kann nicht gesichert werden ({reason}); das Malen geht weiter, "
        "würde aber einen Neustart des Servers nicht überleben."
    ),
    "NST_WEIGHTS names {network}, but {chosen} was chosen.": (
        "NST_WEIGHTS nennt {network}, gewählt ist aber {chosen}."
    ),
    "{network} could not be had, so the embedded {embedded} is used: {reason}": (
        "{network} war nicht zu bekommen, darum wird das mitgelieferte {embedded} "
        "verwendet: {reason}"
    ),
    "{first} {second}": "{first} {second}",
    "A damaged {name} was set aside as {other} and fetched again.": (
        "{name} war beschädigt, wurde als {other} beiseitegelegt und neu geholt."
    ),
    "The {label} is one colour: it has no strokes to give, and the photo's forms go. "
    "Choose another one.": (
        "{label}: nur eine Farbe. Es gibt keine Striche her, und die Formen des Fotos "
        "vergehen. Ein anderes wählen."
    ),
    "The photo is transparent in places: so is the result as a PNG, but contact sheets "
    "lie on white.": (
        "Das Foto ist stellenweise durchsichtig: das Ergebnis als PNG auch, doch "
        "Kontaktbögen liegen auf Weiß."
    ),
    "The {label} has only {width} x {height} pixels, so its strokes come out as "
    "blurred spots. Choose a larger file of it.": (
        "{label}: nur {width} x {height} Pixel. Striche werden darum zu unscharfen "
        "Flecken. Eine größere Datei davon wählen."
    ),
}
