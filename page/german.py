"""Every word of the page in German, under the keys of words.py."""

from collections.abc import Mapping

from nst_core.settings import STYLE_LAYERS

DE: Mapping[str, str] = {
    **{f"name_weight_{layer}": layer for layer in STYLE_LAYERS},
    "name_size": "Größe",
    "name_iterations": "Iterationen",
    "name_scales": "Skalen",
    "name_alpha": "alpha",
    "name_beta": "beta",
    "name_total_variation": "Gesamtvariation",
    "name_laplacian": "Linien (laplacian)",
    "name_blend_1": "Anteil des 1. Gemäldes",
    "name_blend_2": "Anteil des 2. Gemäldes",
    "name_blend_3": "Anteil des 3. Gemäldes",
    "name_blend_4": "Anteil des 4. Gemäldes",
    "name_style_scale": "Strichgröße",
    "name_style_term": "Stilmaß",
    "name_colors": "Farben",
    "name_color_strength": "Stärke der Farben",
    "name_family": "Kostenfamilie",
    "name_content_layer": "Inhaltsschicht",
    "name_network": "Netz",
    "name_precision": "Genauigkeit",
    "name_pooling": "Pooling",
    "name_padding": "Rand",
    "name_optimizer": "Optimierer",
    "name_learning_rate": "Lernrate",
    "name_start": "Anfang",
    "name_noise_ratio": "Rauschanteil",
    "name_seed": "Zufallszahl",
    "name_plateau": "Plateau",
    "name_memory_gb": "Speicher (GB)",
    "name_frame_every": "Bild alle",
    "about_size": "Längste Kante des Ergebnisses, in Pixeln.",
    "about_iterations": "Wie oft das Bild verbessert wird, über alle Skalen zusammen.",
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
    "about_total_variation": "Zug zur Glätte; mehr nimmt Körnung und Rauschen weg.",
    "about_laplacian": "Zug zu den Linien des Fotos; mehr hält Gesichter und Kanten.",
    **{
        f"about_blend_{number}": f"Anteil des {number}. Gemäldes unter mehreren."
        for number in (1, 2, 3, 4)
    },
    "about_style_scale": "Größe der Striche: 1 wie in einem Gemälde von der Größe des "
    "Ergebnisses.",
    "about_style_term": "Wie Stil gemessen wird: Gram-Matrizen, Mittel und "
    "Kovarianzen, oder alles.",
    "about_colors": "Wessen Farben: die des Gemäldes, oder auf drei Arten die des "
    "Fotos.",
    "about_color_strength": "Wie weit die Farben des Fotos gehen, wo colors nicht "
    "painting ist.",
    "about_family": "Wie Kosten skaliert werden: unabhängig von der Größe, als Summen "
    "wie im Aufsatz oder wie bei Johnson.",
    "about_content_layer": "Schicht, die die Formen des Fotos festhält; conv5_2 hält "
    "sie lockerer.",
    "about_network": "Netz, das die Bilder betrachtet; auto nimmt VGG-19, sonst "
    "VGG-16.",
    "about_precision": "Wie fein Faltungen gerechnet werden; auto nimmt, was schneller "
    "ist.",
    "about_pooling": "Wie das Netz seine Schichten halbiert; average malt weicher.",
    "about_padding": "Was jenseits des Randes liegt; zero hinterlässt einen Saum, wrap "
    "macht eine nahtlose Kachel.",
    "about_optimizer": "L-BFGS braucht weniger Iterationen, Adam weniger Speicher.",
    "about_learning_rate": "Adams Schritt in Pixelwerten (0 bis 255); L-BFGS beachtet "
    "ihn nicht.",
    "about_start": "Was vor Iteration 1 auf der Leinwand ist.",
    "about_noise_ratio": "Anteil des Rauschens, wenn der Anfang blend ist; der Rest "
    "ist das Foto.",
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
    "preset_paper": "Aufsatz",
    "about_preset_paper": "400 px nach den Formeln von Gatys, Ecker und Bethge.",
    "title": "Neuronale Stilübertragung",
    "tagline": "Zusehen, wie ein Foto zum Gemälde wird: beide wählen, auf Malen "
    "drücken, jederzeit beenden.",
    "photo": "Foto (Inhalt)",
    "painting": "Gemälde (Stil)",
    "swap": "Beide tauschen",
    "more_styles": "Mehr Gemälde",
    "more_styles_about": "Die Anteile sagen, wie viel jedes von ihnen zählt, auch "
    "während gemalt wird.",
    "painting_2": "Gemälde 2",
    "painting_3": "Gemälde 3",
    "painting_4": "Gemälde 4",
    "strength": "Stärke des Stils",
    "strength_about": "Bewegt alpha und beta zusammen: 0 ist das Foto, 1 der Stil.",
    "looks": "Striche und Farben",
    "masks": "Wo jedes Gemälde hingeht",
    "masks_about": "Mit dem Pinsel über das Foto fahren, wo das Gemälde zu sehen sein "
    "soll; ohne Pinselstrich geht es überall hin.",
    "masks_none": "Zuerst ein Foto wählen.",
    "masks_drawn": "Nur wo der Pinsel war: Gemälde {numbers}.",
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
    "close": "Ohne Änderung schließen",
    "examples": "Beispiele",
    "paint": "Malen",
    "pause": "Pause",
    "continue": "Weiter",
    "stop": "Beenden",
    "more": "Mehr Iterationen",
    "larger": "Größer",
    "again": "Von hier neu beginnen",
    "download": "Herunterladen",
    "preset": "Vorgabe",
    "layers": "Gewichte der Schichten",
    "layers_about": "Welche Striche zählen: conv1_1 sieht die feinste Körnung, conv5_1 "
    "die größten Formen.",
    "layers_fine": "feine Textur",
    "layers_even": "gleichmäßig",
    "layers_large": "große Formen",
    "details": "Einzelheiten",
    "steer": "alpha, beta, die Anteile der Gemälde, die Gewichte der Schichten, "
    "Gesamtvariation, Linien und Iterationen wirken auf das laufende Bild.",
    "idle": "Ein Foto und ein Gemälde wählen, dann auf Malen drücken.",
    "ready": "Auf Malen drücken.",
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
    "cure": "{size} px nehmen",
    "recipe_taken": "Die Regler zeigen die Einstellungen dieses Bildes.",
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
    "total_variation_short": "Glätte",
    "laplacian_short": "Linien",
}
