<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de" sourcelanguage="en">
<context>
    <name>main</name>
    <message>
        <source>Finds your photos by describing them.</source>
        <translation>Findet Ihre Fotos, wenn Sie sie beschreiben.</translation>
    </message>
    <message>
        <source>Folders to add, or a picture to show.</source>
        <translation>Ordner zum Hinzufügen oder ein Bild zum Zeigen.</translation>
    </message>
    <message>
        <source>The catalogue file to open.</source>
        <translation>Die Katalogdatei, die geöffnet wird.</translation>
    </message>
    <message>
        <source>Begin with this search.</source>
        <translation>Mit dieser Suche beginnen.</translation>
    </message>
    <message>
        <source>Save a picture of the window and quit.</source>
        <translation>Ein Bild des Fensters speichern und beenden.</translation>
    </message>
</context>
<context>
    <name>reminisce::ui::Curves</name>
    <message>
        <source>%1: %2</source>
        <translation>%1: %2</translation>
    </message>
</context>
<context>
    <name>reminisce::ui::FirstRunPage</name>
    <message>
        <source>Start</source>
        <translation>Los geht’s</translation>
    </message>
    <message>
        <source>Find your photos by describing them</source>
        <translation>Finden Sie Ihre Fotos, indem Sie sie beschreiben</translation>
    </message>
    <message>
        <source>Choose the folders with your photos. Reminisce looks at every photo once, on this computer; nothing is sent anywhere and no photo is changed. You can search while it is still looking.</source>
        <translation>Wählen Sie die Ordner mit Ihren Fotos. Reminisce sieht sich jedes Foto einmal an, auf diesem Computer; nichts wird verschickt und kein Foto verändert. Suchen können Sie schon währenddessen.</translation>
    </message>
    <message>
        <source>Folders</source>
        <translation>Ordner</translation>
    </message>
    <message>
        <source>Add a folder…</source>
        <translation>Ordner hinzufügen …</translation>
    </message>
    <message>
        <source>Leave out</source>
        <translation>Weglassen</translation>
    </message>
    <message>
        <source>A folder with photos</source>
        <translation>Ein Ordner mit Fotos</translation>
    </message>
</context>
<context>
    <name>reminisce::ui::FolderList</name>
    <message>
        <source>Folders</source>
        <translation>Ordner</translation>
    </message>
    <message>
        <source>Open the folder</source>
        <translation>Ordner öffnen</translation>
    </message>
    <message>
        <source>Take out of the library…</source>
        <translation>Aus der Bibliothek nehmen …</translation>
    </message>
    <message>
        <source>Take the folder out?</source>
        <translation>Den Ordner herausnehmen?</translation>
    </message>
    <message>
        <source>%1 is taken out of the library. The photos on the disk stay as they are.</source>
        <translation>%1 wird aus der Bibliothek genommen. Die Fotos auf der Platte bleiben, wie sie sind.</translation>
    </message>
</context>
<context>
    <name>reminisce::ui::GuidePage</name>
    <message>
        <source>How a model learns</source>
        <translation>Wie ein Modell lernt</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>Zurück</translation>
    </message>
    <message>
        <source>how-a-model-learns.md</source>
        <extracomment>The file in docs/guide; a translation of the guide has a file of its own.</extracomment>
        <translation>how-a-model-learns.de.md</translation>
    </message>
</context>
<context>
    <name>reminisce::ui::IndexWorker</name>
    <message>
        <source>The library was damaged. It was set aside as %1; what could be read was kept.</source>
        <translation>Die Bibliothek war beschädigt. Sie wurde als %1 beiseitegelegt; was lesbar war, ist erhalten.</translation>
    </message>
    <message>
        <source>%1 is getting to know your photos. Until it is done, searches use the model before it.</source>
        <translation>%1 lernt Ihre Fotos kennen. Bis es fertig ist, sucht das vorige Modell.</translation>
    </message>
    <message>
        <source>Another program is indexing this library; new photos appear when it is done.</source>
        <translation>Ein anderes Programm liest diese Bibliothek gerade ein; neue Fotos erscheinen, wenn es fertig ist.</translation>
    </message>
    <message>
        <source>Today&apos;s copy of the library could not be made. %1</source>
        <translation>Die heutige Kopie der Bibliothek ließ sich nicht anlegen. %1</translation>
    </message>
    <message>
        <source>The library is as it was on %1. The one before was kept as %2.</source>
        <translation>Die Bibliothek ist wieder, wie sie am %1 war. Die vorige wurde als %2 aufgehoben.</translation>
    </message>
    <message>
        <source>No library is open. Choose another one above the folders, or start Reminisce again.</source>
        <translation>Es ist keine Bibliothek geöffnet. Wählen Sie über den Ordnern eine andere, oder starten Sie Reminisce neu.</translation>
    </message>
</context>
<context>
    <name>reminisce::ui::LibraryMenu</name>
    <message>
        <source>Library</source>
        <translation>Bibliothek</translation>
    </message>
    <message>
        <source>New library…</source>
        <translation>Neue Bibliothek …</translation>
    </message>
    <message>
        <source>New library</source>
        <translation>Neue Bibliothek</translation>
    </message>
    <message>
        <source>Its name:</source>
        <translation>Name der Bibliothek:</translation>
    </message>
    <message>
        <source>Rename this library…</source>
        <translation>Diese Bibliothek umbenennen …</translation>
    </message>
    <message>
        <source>Rename the library</source>
        <translation>Bibliothek umbenennen</translation>
    </message>
    <message>
        <source>There is a library called %1 already. Choose another name.</source>
        <translation>Es gibt schon eine Bibliothek namens %1. Wählen Sie einen anderen Namen.</translation>
    </message>
</context>
<context>
    <name>reminisce::ui::LibrarySession</name>
    <message>
        <source>The library cannot be read: %1</source>
        <translation>Die Bibliothek lässt sich nicht lesen: %1</translation>
    </message>
</context>
<context>
    <name>reminisce::ui::MainWindow</name>
    <message>
        <source>&amp;Library</source>
        <translation>&amp;Bibliothek</translation>
    </message>
    <message>
        <source>&amp;Add a folder…</source>
        <translation>Ordner &amp;hinzufügen …</translation>
    </message>
    <message>
        <source>A folder with photos</source>
        <translation>Ein Ordner mit Fotos</translation>
    </message>
    <message>
        <source>&amp;Look again for changes</source>
        <translation>Nach Änderungen &amp;sehen</translation>
    </message>
    <message>
        <source>&amp;Models…</source>
        <translation>&amp;Modelle …</translation>
    </message>
    <message>
        <source>S&amp;kipped files…</source>
        <translation>&amp;Übersprungene Dateien …</translation>
    </message>
    <message>
        <source>S&amp;ettings…</source>
        <translation>&amp;Einstellungen …</translation>
    </message>
    <message>
        <source>&amp;Quit</source>
        <translation>&amp;Beenden</translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation>&amp;Ansicht</translation>
    </message>
    <message>
        <source>&amp;Search</source>
        <translation>&amp;Suchen</translation>
    </message>
    <message>
        <source>Answers by &amp;date</source>
        <translation>Antworten nach &amp;Datum</translation>
    </message>
    <message>
        <source>Show what is &amp;less likely, too</source>
        <translation>Auch &amp;weniger Wahrscheinliches zeigen</translation>
    </message>
    <message>
        <source>&amp;Larger pictures</source>
        <translation>&amp;Größere Bilder</translation>
    </message>
    <message>
        <source>&amp;Smaller pictures</source>
        <translation>&amp;Kleinere Bilder</translation>
    </message>
    <message>
        <source>Side &amp;bar</source>
        <translation>Seiten&amp;leiste</translation>
    </message>
    <message>
        <source>&amp;Full screen</source>
        <translation>&amp;Vollbild</translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <translation>&amp;Hilfe</translation>
    </message>
    <message>
        <source>&amp;Keys</source>
        <translation>&amp;Tasten</translation>
    </message>
    <message>
        <source>&amp;About Reminisce</source>
        <translation>&amp;Über Reminisce</translation>
    </message>
    <message>
        <source>About Reminisce</source>
        <translation>Über Reminisce</translation>
    </message>
    <message>
        <source>&lt;b&gt;Reminisce %1&lt;/b&gt;&lt;p&gt;Finds your photos by describing them. Everything happens on this computer.&lt;/p&gt;&lt;p&gt;Free software under the GNU General Public License, version 3 or later.&lt;/p&gt;</source>
        <translation>&lt;b&gt;Reminisce %1&lt;/b&gt;&lt;p&gt;Findet Ihre Fotos, wenn Sie sie beschreiben. Alles geschieht auf diesem Computer.&lt;/p&gt;&lt;p&gt;Freie Software unter der GNU General Public License, Version 3 oder neuer.&lt;/p&gt;</translation>
    </message>
    <message>
        <source>%1 is installed. Choose it above and press “Use this model”.</source>
        <translation>%1 ist installiert. Wählen Sie es oben aus und drücken Sie „Dieses Modell benutzen“.</translation>
    </message>
    <message>
        <source>Keys</source>
        <translation>Tasten</translation>
    </message>
    <message>
        <source>Make a model of your &amp;own…</source>
        <translation>&amp;Eigenes Modell machen …</translation>
    </message>
    <message>
        <source>%1 looks at your photos now; until it is done, the model before answers.</source>
        <translation>%1 sieht jetzt Ihre Fotos an; bis es fertig ist, antwortet das vorige Modell.</translation>
    </message>
    <message>
        <source>&amp;How a model learns</source>
        <translation>&amp;Wie ein Modell lernt</translation>
    </message>
    <message>
        <source>Search by a &amp;picture file…</source>
        <translation>Mit einer &amp;Bilddatei suchen …</translation>
    </message>
    <message>
        <source>A picture to search by</source>
        <translation>Ein Bild, mit dem gesucht wird</translation>
    </message>
    <message>
        <source>&lt;table cellpadding=&apos;4&apos;&gt;&lt;tr&gt;&lt;td&gt;&lt;b&gt;Ctrl+F&lt;/b&gt;, &lt;b&gt;/&lt;/b&gt; or just type&lt;/td&gt;&lt;td&gt;describe a photo&lt;/td&gt;&lt;/tr&gt;&lt;tr&gt;&lt;td&gt;&lt;b&gt;Ctrl+Shift+F&lt;/b&gt;&lt;/td&gt;&lt;td&gt;search by a picture file&lt;/td&gt;&lt;/tr&gt;&lt;tr&gt;&lt;td&gt;&lt;b&gt;Esc&lt;/b&gt;&lt;/td&gt;&lt;td&gt;one step back&lt;/td&gt;&lt;/tr&gt;&lt;tr&gt;&lt;td&gt;&lt;b&gt;Enter&lt;/b&gt;&lt;/td&gt;&lt;td&gt;open the photo&lt;/td&gt;&lt;/tr&gt;&lt;tr&gt;&lt;td&gt;&lt;b&gt;← →&lt;/b&gt;&lt;/td&gt;&lt;td&gt;the next photo of the answer&lt;/td&gt;&lt;/tr&gt;&lt;tr&gt;&lt;td&gt;&lt;b&gt;L&lt;/b&gt; in the viewer&lt;/td&gt;&lt;td&gt;more like this&lt;/td&gt;&lt;/tr&gt;&lt;tr&gt;&lt;td&gt;&lt;b&gt;I&lt;/b&gt; in the viewer&lt;/td&gt;&lt;td&gt;details&lt;/td&gt;&lt;/tr&gt;&lt;tr&gt;&lt;td&gt;&lt;b&gt;+ − 0 1&lt;/b&gt; in the viewer&lt;/td&gt;&lt;td&gt;zoom, fit, actual size&lt;/td&gt;&lt;/tr&gt;&lt;tr&gt;&lt;td&gt;&lt;b&gt;Shift+← → ↑ ↓&lt;/b&gt; in the viewer&lt;/td&gt;&lt;td&gt;move the zoomed photo&lt;/td&gt;&lt;/tr&gt;&lt;tr&gt;&lt;td&gt;&lt;b&gt;F&lt;/b&gt; or &lt;b&gt;F11&lt;/b&gt;&lt;/td&gt;&lt;td&gt;full screen&lt;/td&gt;&lt;/tr&gt;&lt;tr&gt;&lt;td&gt;&lt;b&gt;Ctrl+A&lt;/b&gt;, &lt;b&gt;Ctrl+C&lt;/b&gt;&lt;/td&gt;&lt;td&gt;select all, copy the selected files&lt;/td&gt;&lt;/tr&gt;&lt;tr&gt;&lt;td&gt;&lt;b&gt;Ctrl+D&lt;/b&gt;&lt;/td&gt;&lt;td&gt;answers by date&lt;/td&gt;&lt;/tr&gt;&lt;tr&gt;&lt;td&gt;&lt;b&gt;Ctrl+L&lt;/b&gt;&lt;/td&gt;&lt;td&gt;show what is less likely, too&lt;/td&gt;&lt;/tr&gt;&lt;tr&gt;&lt;td&gt;&lt;b&gt;Ctrl++&lt;/b&gt;, &lt;b&gt;Ctrl+−&lt;/b&gt;&lt;/td&gt;&lt;td&gt;size of the pictures&lt;/td&gt;&lt;/tr&gt;&lt;tr&gt;&lt;td&gt;&lt;b&gt;F5&lt;/b&gt;&lt;/td&gt;&lt;td&gt;look again for changes&lt;/td&gt;&lt;/tr&gt;&lt;tr&gt;&lt;td&gt;&lt;b&gt;F9&lt;/b&gt;&lt;/td&gt;&lt;td&gt;side bar&lt;/td&gt;&lt;/tr&gt;&lt;/table&gt;</source>
        <translation>&lt;table cellpadding=&apos;4&apos;&gt;&lt;tr&gt;&lt;td&gt;&lt;b&gt;Strg+F&lt;/b&gt;, &lt;b&gt;/&lt;/b&gt; oder einfach tippen&lt;/td&gt;&lt;td&gt;ein Foto beschreiben&lt;/td&gt;&lt;/tr&gt;&lt;tr&gt;&lt;td&gt;&lt;b&gt;Strg+Umschalt+F&lt;/b&gt;&lt;/td&gt;&lt;td&gt;mit einer Bilddatei suchen&lt;/td&gt;&lt;/tr&gt;&lt;tr&gt;&lt;td&gt;&lt;b&gt;Esc&lt;/b&gt;&lt;/td&gt;&lt;td&gt;ein Schritt zurück&lt;/td&gt;&lt;/tr&gt;&lt;tr&gt;&lt;td&gt;&lt;b&gt;Eingabe&lt;/b&gt;&lt;/td&gt;&lt;td&gt;das Foto öffnen&lt;/td&gt;&lt;/tr&gt;&lt;tr&gt;&lt;td&gt;&lt;b&gt;← →&lt;/b&gt;&lt;/td&gt;&lt;td&gt;das nächste Foto der Antwort&lt;/td&gt;&lt;/tr&gt;&lt;tr&gt;&lt;td&gt;&lt;b&gt;L&lt;/b&gt; in der Einzelansicht&lt;/td&gt;&lt;td&gt;mehr davon&lt;/td&gt;&lt;/tr&gt;&lt;tr&gt;&lt;td&gt;&lt;b&gt;I&lt;/b&gt; in der Einzelansicht&lt;/td&gt;&lt;td&gt;Einzelheiten&lt;/td&gt;&lt;/tr&gt;&lt;tr&gt;&lt;td&gt;&lt;b&gt;+ − 0 1&lt;/b&gt; in der Einzelansicht&lt;/td&gt;&lt;td&gt;Zoom, einpassen, Originalgröße&lt;/td&gt;&lt;/tr&gt;&lt;tr&gt;&lt;td&gt;&lt;b&gt;Umschalt+← → ↑ ↓&lt;/b&gt; in der Einzelansicht&lt;/td&gt;&lt;td&gt;das vergrößerte Foto verschieben&lt;/td&gt;&lt;/tr&gt;&lt;tr&gt;&lt;td&gt;&lt;b&gt;F&lt;/b&gt; oder &lt;b&gt;F11&lt;/b&gt;&lt;/td&gt;&lt;td&gt;Vollbild&lt;/td&gt;&lt;/tr&gt;&lt;tr&gt;&lt;td&gt;&lt;b&gt;Strg+A&lt;/b&gt;, &lt;b&gt;Strg+C&lt;/b&gt;&lt;/td&gt;&lt;td&gt;alle auswählen, die gewählten Dateien kopieren&lt;/td&gt;&lt;/tr&gt;&lt;tr&gt;&lt;td&gt;&lt;b&gt;Strg+D&lt;/b&gt;&lt;/td&gt;&lt;td&gt;Antworten nach Datum&lt;/td&gt;&lt;/tr&gt;&lt;tr&gt;&lt;td&gt;&lt;b&gt;Strg+L&lt;/b&gt;&lt;/td&gt;&lt;td&gt;auch weniger Wahrscheinliches zeigen&lt;/td&gt;&lt;/tr&gt;&lt;tr&gt;&lt;td&gt;&lt;b&gt;Strg++&lt;/b&gt;, &lt;b&gt;Strg+−&lt;/b&gt;&lt;/td&gt;&lt;td&gt;Größe der Bilder&lt;/td&gt;&lt;/tr&gt;&lt;tr&gt;&lt;td&gt;&lt;b&gt;F5&lt;/b&gt;&lt;/td&gt;&lt;td&gt;nach Änderungen sehen&lt;/td&gt;&lt;/tr&gt;&lt;tr&gt;&lt;td&gt;&lt;b&gt;F9&lt;/b&gt;&lt;/td&gt;&lt;td&gt;Seitenleiste&lt;/td&gt;&lt;/tr&gt;&lt;/table&gt;</translation>
    </message>
    <message>
        <source>&amp;Photo</source>
        <translation>&amp;Foto</translation>
    </message>
    <message>
        <source>&amp;Open</source>
        <translation>Ö&amp;ffnen</translation>
    </message>
    <message>
        <source>&amp;More like this</source>
        <translation>&amp;Mehr davon</translation>
    </message>
    <message>
        <source>&amp;Next photo</source>
        <translation>&amp;Nächstes Foto</translation>
    </message>
    <message>
        <source>P&amp;revious photo</source>
        <translation>&amp;Vorheriges Foto</translation>
    </message>
    <message>
        <source>&amp;Details</source>
        <translation>&amp;Einzelheiten</translation>
    </message>
    <message>
        <source>Zoom &amp;in</source>
        <translation>Ver&amp;größern</translation>
    </message>
    <message>
        <source>Zoom o&amp;ut</source>
        <translation>Ve&amp;rkleinern</translation>
    </message>
    <message>
        <source>&amp;Whole photo</source>
        <translation>Gan&amp;zes Foto</translation>
    </message>
    <message>
        <source>A&amp;ctual size</source>
        <translation>&amp;Originalgröße</translation>
    </message>
    <message>
        <source>Select &amp;all</source>
        <translation>&amp;Alle auswählen</translation>
    </message>
    <message>
        <source>Cop&amp;y the selected files</source>
        <translation>Ausgewählte Dateien &amp;kopieren</translation>
    </message>
</context>
<context>
    <name>reminisce::ui::ModelComparison</name>
    <message>
        <source>What the model in use finds</source>
        <translation>Was das benutzte Modell findet</translation>
    </message>
    <message>
        <source>What the new model finds</source>
        <translation>Was das neue Modell findet</translation>
    </message>
    <message>
        <source>Words to compare both models by, on your own photos</source>
        <translation>Wörter, mit denen beide Modelle an Ihren Fotos verglichen werden</translation>
    </message>
    <message>
        <source>Use the new model</source>
        <translation>Das neue Modell benutzen</translation>
    </message>
    <message>
        <source>Make another</source>
        <translation>Noch eines machen</translation>
    </message>
    <message>
        <source>Back to the photos</source>
        <translation>Zurück zu den Fotos</translation>
    </message>
    <message>
        <source>Your photos are looked at anew in the background; until that is done, the model in use answers. Under Models you get back to it with one click.</source>
        <translation>Ihre Fotos werden im Hintergrund neu angesehen; bis das fertig ist, antwortet das benutzte Modell. Unter Modelle kommen Sie mit einem Klick zu ihm zurück.</translation>
    </message>
    <message>
        <source>Compare on your photos</source>
        <translation>An Ihren Fotos vergleichen</translation>
    </message>
    <message>
        <source>In use: %1</source>
        <translation>Benutzt: %1</translation>
    </message>
    <message>
        <source>New: %1</source>
        <translation>Neu: %1</translation>
    </message>
    <message>
        <source>Words to compare by</source>
        <translation>Wörter zum Vergleichen</translation>
    </message>
</context>
<context>
    <name>reminisce::ui::ModelDownloader</name>
    <message>
        <source>The folder %1 cannot be made.</source>
        <translation>Der Ordner %1 lässt sich nicht anlegen.</translation>
    </message>
    <message>
        <source>%1 cannot be written: %2.</source>
        <translation>%1 lässt sich nicht schreiben: %2.</translation>
    </message>
    <message>
        <source>%1 cannot be written: %2. Is the disk full?</source>
        <translation>%1 lässt sich nicht schreiben: %2. Ist die Platte voll?</translation>
    </message>
    <message>
        <source>%1 cannot be downloaded: %2. Try again; what has come is kept.</source>
        <translation>%1 lässt sich nicht herunterladen: %2. Versuchen Sie es noch einmal; was schon da ist, bleibt.</translation>
    </message>
    <message>
        <source>%1 is not the file it should be (its SHA-256 is %2). It was deleted.</source>
        <translation>%1 ist nicht die erwartete Datei (ihr SHA-256 ist %2). Sie wurde gelöscht.</translation>
    </message>
    <message>
        <source>%1 cannot be written.</source>
        <translation>%1 lässt sich nicht schreiben.</translation>
    </message>
</context>
<context>
    <name>reminisce::ui::ModelPage</name>
    <message>
        <source>Use this model</source>
        <translation>Dieses Modell benutzen</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>Entfernen</translation>
    </message>
    <message>
        <source>Download</source>
        <translation>Herunterladen</translation>
    </message>
    <message>
        <source>Stop the download</source>
        <translation>Herunterladen anhalten</translation>
    </message>
    <message>
        <source>Models</source>
        <translation>Modelle</translation>
    </message>
    <message>
        <source>Installed models</source>
        <translation>Installierte Modelle</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>Zurück</translation>
    </message>
    <message>
        <source>Install from a file…</source>
        <translation>Aus einer Datei installieren …</translation>
    </message>
    <message>
        <source>Install from a folder…</source>
        <translation>Aus einem Ordner installieren …</translation>
    </message>
    <message>
        <source>Weights of a CLIP model</source>
        <translation>Gewichte eines CLIP-Modells</translation>
    </message>
    <message>
        <source>Weights (*.safetensors *.pt *.bin *.pth);;All files (*)</source>
        <translation>Gewichte (*.safetensors *.pt *.bin *.pth);;Alle Dateien (*)</translation>
    </message>
    <message>
        <source>The folder of a CLIP model</source>
        <translation>Der Ordner eines CLIP-Modells</translation>
    </message>
    <message>
        <source>Remove the model?</source>
        <translation>Das Modell entfernen?</translation>
    </message>
    <message>
        <source>%1 — in use</source>
        <translation>%1 – in Gebrauch</translation>
    </message>
    <message>
        <source>%1 · about %2 MB · %3</source>
        <translation>%1 · etwa %2 MB · %3</translation>
    </message>
    <message>
        <source>&lt;p&gt;&lt;b&gt;%1&lt;/b&gt;&lt;/p&gt;&lt;p&gt;Licence: %2&lt;br&gt;Size: about %3 MB&lt;/p&gt;&lt;p&gt;%4&lt;/p&gt;</source>
        <translation>&lt;p&gt;&lt;b&gt;%1&lt;/b&gt;&lt;/p&gt;&lt;p&gt;Lizenz: %2&lt;br&gt;Größe: etwa %3 MB&lt;/p&gt;&lt;p&gt;%4&lt;/p&gt;</translation>
    </message>
    <message>
        <source>computed at the first download and compared with it from then on</source>
        <translation>wird beim ersten Herunterladen berechnet und danach verglichen</translation>
    </message>
    <message>
        <source>&lt;p&gt;%1&lt;br&gt;&lt;small&gt;SHA-256: %2&lt;/small&gt;&lt;/p&gt;</source>
        <translation>&lt;p&gt;%1&lt;br&gt;&lt;small&gt;SHA-256: %2&lt;/small&gt;&lt;/p&gt;</translation>
    </message>
    <message>
        <source>Download this model?</source>
        <translation>Dieses Modell herunterladen?</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%1 von %2</translation>
    </message>
    <message>
        <source>?</source>
        <translation>?</translation>
    </message>
    <message>
        <source>The starter is small and was trained for some 300 everyday things: animals, food, rooms, sports, landscapes, weather. Words outside that it only guesses at.</source>
        <translation>Das Startmodell ist klein und kennt rund 300 alltägliche Dinge: Tiere, Essen, Räume, Sport, Landschaften, Wetter. Alles andere rät es nur. Es versteht englische Wörter.</translation>
    </message>
    <message>
        <source>An installed model. When you use it, Reminisce looks at all photos once more; until that is done, searches go on with the model before it. You can go back at any time.</source>
        <translation>Ein installiertes Modell. Wenn Sie es benutzen, sieht sich Reminisce alle Fotos noch einmal an; bis dahin sucht das vorige Modell weiter. Zurück können Sie jederzeit.</translation>
    </message>
    <message numerus="yes">
        <source>It has seen %Ln of your photos.</source>
        <translation>
            <numerusform>Es hat %Ln Ihrer Fotos gesehen.</numerusform>
            <numerusform>Es hat %Ln Ihrer Fotos gesehen.</numerusform>
        </translation>
    </message>
    <message>
        <source>Learn my words</source>
        <translation>Meine Wörter lernen</translation>
    </message>
    <message>
        <source>Forget my words</source>
        <translation>Meine Wörter vergessen</translation>
    </message>
    <message>
        <source>From captions and tags in your photos&apos; files: names of people, pets and places</source>
        <translation>Aus Beschreibungen und Schlagwörtern in Ihren Fotodateien: Namen von Menschen, Tieren und Orten</translation>
    </message>
    <message>
        <source>Learning your words…</source>
        <translation>Ihre Wörter werden gelernt …</translation>
    </message>
    <message>
        <source>The model in use can learn names from the captions and tags in your photos&apos; files.</source>
        <translation>Das benutzte Modell kann Namen aus den Beschreibungen und Schlagwörtern in Ihren Fotodateien lernen.</translation>
    </message>
    <message numerus="yes">
        <source>%1 and %n more</source>
        <translation>
            <numerusform>%1 und %n weiteres</numerusform>
            <numerusform>%1 und %n weitere</numerusform>
        </translation>
    </message>
    <message>
        <source>Knows your words: %1.</source>
        <translation>Kennt Ihre Wörter: %1.</translation>
    </message>
    <message>
        <source>In photos held back, %1 of 100 of them are found among the first five; before, %2.</source>
        <translation>In zurückgehaltenen Fotos werden %1 von 100 unter den ersten fünf gefunden; vorher %2.</translation>
    </message>
    <message>
        <source>Checking and copying %1…</source>
        <translation>%1 wird geprüft und kopiert …</translation>
    </message>
    <message>
        <source>The download was stopped. What has come is kept for the next time.</source>
        <translation>Das Herunterladen wurde angehalten. Was schon da ist, bleibt für das nächste Mal.</translation>
    </message>
    <message>
        <source>Checking and copying…</source>
        <translation>Wird geprüft und kopiert …</translation>
    </message>
    <message>
        <source>Downloading %1…</source>
        <translation>%1 wird heruntergeladen …</translation>
    </message>
    <message>
        <source>A model is what understands your photos and your words. The starter comes with Reminisce; a full CLIP model finds far more: download one below, or install one that you have.</source>
        <translation>Ein Modell versteht Ihre Fotos und Ihre Worte. Das Startmodell liegt bei; ein volles CLIP-Modell findet weit mehr: Laden Sie unten eines herunter, oder installieren Sie eines, das Sie haben.</translation>
    </message>
    <message>
        <source>%1 is taken off this list and its installed copy is deleted. A model that you made here can still be found under “Make a model of your own”. Your photos stay as they are.</source>
        <translation>%1 wird aus der Liste genommen und seine installierte Kopie gelöscht. Ein hier gemachtes Modell findet sich weiter unter „Ein eigenes Modell machen“. Ihre Fotos bleiben, wie sie sind.</translation>
    </message>
</context>
<context>
    <name>reminisce::ui::PhotoGrid</name>
    <message>
        <source>Photos</source>
        <translation>Fotos</translation>
    </message>
    <message>
        <source>%1 (a guess from the file&apos;s time)</source>
        <translation>%1 (geschätzt nach der Zeit der Datei)</translation>
    </message>
    <message>
        <source>More like this</source>
        <translation>Mehr davon</translation>
    </message>
</context>
<context>
    <name>reminisce::ui::PhotoStrip</name>
    <message>
        <source>Likeness %1, of at most 1</source>
        <translation>Ähnlichkeit %1 von höchstens 1</translation>
    </message>
    <message>
        <source>; of the captions “%1” fits best</source>
        <translation>; von den Beschreibungen passt „%1“ am besten</translation>
    </message>
    <message>
        <source>this one</source>
        <translation>dieses</translation>
    </message>
    <message>
        <source>The photo you chose%1</source>
        <translation>Das gewählte Foto%1</translation>
    </message>
    <message>
        <source>Likeness to it %1%2</source>
        <translation>Ähnlichkeit zu ihm %1%2</translation>
    </message>
</context>
<context>
    <name>reminisce::ui::PhotoViewer</name>
    <message>
        <source>Photo</source>
        <translation>Foto</translation>
    </message>
    <message>
        <source>%1 cannot be shown. %2</source>
        <translation>%1 lässt sich nicht zeigen. %2</translation>
    </message>
    <message>
        <source>The file is not there any more. Press F5 in the grid to look again.</source>
        <translation>Die Datei ist nicht mehr da. Mit F5 in der Übersicht wird neu nachgesehen.</translation>
    </message>
    <message>
        <source>%1 (a guess from the file&apos;s time)</source>
        <translation>%1 (geschätzt nach der Zeit der Datei)</translation>
    </message>
    <message>
        <source>%1 × %2 pixels, %3</source>
        <translation>%1 × %2 Pixel, %3</translation>
    </message>
    <message>
        <source>%1°, %2°</source>
        <translation>%1°, %2°</translation>
    </message>
    <message numerus="yes">
        <source>The same photo lies in %n place(s):</source>
        <translation>
            <numerusform>Das Foto liegt an %n Ort:</numerusform>
            <numerusform>Dasselbe Foto liegt an %n Orten:</numerusform>
        </translation>
    </message>
    <message>
        <source>The file:</source>
        <translation>Die Datei:</translation>
    </message>
</context>
<context>
    <name>reminisce::ui::QueryBar</name>
    <message>
        <source>Search</source>
        <translation>Suchen</translation>
    </message>
    <message>
        <source>Describe a photo, or drop a picture here</source>
        <translation>Beschreiben Sie ein Foto (auf Englisch) oder ziehen Sie ein Bild hierher</translation>
    </message>
    <message>
        <source>Stop searching by this picture</source>
        <translation>Nicht mehr nach diesem Bild suchen</translation>
    </message>
</context>
<context>
    <name>reminisce::ui::SearchPage</name>
    <message>
        <source>No photos yet. They appear here while Reminisce looks through your folders.</source>
        <translation>Noch keine Fotos. Sie erscheinen hier, während Reminisce Ihre Ordner durchsieht.</translation>
    </message>
    <message>
        <source>There are no folders yet. Press Ctrl+O to add one.</source>
        <translation>Es gibt noch keine Ordner. Mit Strg+O fügen Sie einen hinzu.</translation>
    </message>
    <message>
        <source>Like this picture</source>
        <translation>Wie dieses Bild</translation>
    </message>
    <message>
        <source>Not sure about any of these. The nearest:</source>
        <translation>Bei keinem sicher. Am nächsten kommen:</translation>
    </message>
    <message numerus="yes">
        <source>Sure · %n</source>
        <translation>
            <numerusform>Sicher · %n</numerusform>
            <numerusform>Sicher · %n</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Likely · %n</source>
        <translation>
            <numerusform>Wahrscheinlich · %n</numerusform>
            <numerusform>Wahrscheinlich · %n</numerusform>
        </translation>
    </message>
    <message>
        <source>Less likely</source>
        <translation>Weniger wahrscheinlich</translation>
    </message>
    <message>
        <source>No photo has been looked at yet. Try again in a moment.</source>
        <translation>Noch ist kein Foto angesehen. Versuchen Sie es gleich noch einmal.</translation>
    </message>
    <message>
        <source>Nothing here looks like that.</source>
        <translation>Nichts hier sieht so aus.</translation>
    </message>
    <message>
        <source>“%1”</source>
        <translation>„%1“</translation>
    </message>
    <message>
        <source>This model does not know “%1”. These were found by “%2”.</source>
        <translation>Dieses Modell kennt „%1“ nicht. Diese wurden mit „%2“ gefunden.</translation>
    </message>
    <message>
        <source>This model does not know %1, so it could not look for that.</source>
        <translation>Dieses Modell kennt %1 nicht und konnte nicht danach suchen.</translation>
    </message>
    <message>
        <source>&lt;a href=&quot;models&quot;&gt;Choose a model that knows more…&lt;/a&gt;</source>
        <translation>&lt;a href=&quot;models&quot;&gt;Ein Modell wählen, das mehr kennt …&lt;/a&gt;</translation>
    </message>
    <message>
        <source>Like this photo</source>
        <translation>Wie dieses Foto</translation>
    </message>
    <message>
        <source>%1 sure, %2 likely of %3</source>
        <translation>%1 sicher, %2 wahrscheinlich von %3</translation>
    </message>
    <message>
        <source> · %1 selected</source>
        <translation> · %1 ausgewählt</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>Öffnen</translation>
    </message>
    <message>
        <source>More like this</source>
        <translation>Mehr davon</translation>
    </message>
    <message>
        <source>Open with another program</source>
        <translation>Mit anderem Programm öffnen</translation>
    </message>
    <message>
        <source>Open the folder</source>
        <translation>Ordner öffnen</translation>
    </message>
    <message>
        <source>Copy the path</source>
        <translation>Pfad kopieren</translation>
    </message>
    <message>
        <source>Not sure that any photo shows all of this. The nearest:</source>
        <translation>Nicht sicher, ob ein Foto all das zeigt. Die nächsten:</translation>
    </message>
    <message>
        <source>The first %1 of %2 selected files are copied.</source>
        <translation>Die ersten %1 von %2 gewählten Dateien sind kopiert.</translation>
    </message>
    <message numerus="yes">
        <source>%n file(s) copied</source>
        <translation>
            <numerusform>%n Datei kopiert</numerusform>
            <numerusform>%n Dateien kopiert</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln photo(s)</source>
        <translation>
            <numerusform>%Ln Foto</numerusform>
            <numerusform>%Ln Fotos</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln photo(s), most alike first</source>
        <translation>
            <numerusform>%Ln Foto</numerusform>
            <numerusform>%Ln Fotos, die ähnlichsten zuerst</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 Choose another library above the folders.</source>
        <translation>%1 Wählen Sie über den Ordnern eine andere Bibliothek.</translation>
    </message>
</context>
<context>
    <name>reminisce::ui::SearchWorker</name>
    <message>
        <source>This photo has not been looked at yet. Try again in a moment.</source>
        <translation>Dieses Foto ist noch nicht angesehen. Versuchen Sie es gleich noch einmal.</translation>
    </message>
    <message>
        <source>There is no model to search with. Choose one under Library › Models. %1</source>
        <translation>Es gibt kein Modell zum Suchen. Wählen Sie eines unter Bibliothek › Modelle. %1</translation>
    </message>
</context>
<context>
    <name>reminisce::ui::SettingsPage</name>
    <message>
        <source>Settings</source>
        <translation>Einstellungen</translation>
    </message>
    <message>
        <source>As the desktop</source>
        <translation>Wie die Arbeitsumgebung</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>Hell</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>Dunkel</translation>
    </message>
    <message>
        <source>Processor</source>
        <translation>Prozessor</translation>
    </message>
    <message>
        <source>NVIDIA graphics card (CUDA)</source>
        <translation>NVIDIA-Grafikkarte (CUDA)</translation>
    </message>
    <message>
        <source>Delete thumbnails</source>
        <translation>Vorschaubilder löschen</translation>
    </message>
    <message>
        <source>Forget what other models saw</source>
        <translation>Vergessen, was andere Modelle sahen</translation>
    </message>
    <message>
        <source>Colours</source>
        <translation>Farben</translation>
    </message>
    <message>
        <source>Run models on</source>
        <translation>Modelle laufen auf</translation>
    </message>
    <message>
        <source>Leave out names like</source>
        <translation>Namen weglassen wie</translation>
    </message>
    <message>
        <source>Room on the disk</source>
        <translation>Platz auf der Platte</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>Zurück</translation>
    </message>
    <message>
        <source>Delete thumbnails?</source>
        <translation>Vorschaubilder löschen?</translation>
    </message>
    <message>
        <source>Forget what other models saw?</source>
        <translation>Vergessen, was andere Modelle sahen?</translation>
    </message>
    <message>
        <source>Going back to another model will take as long as its first look at your photos.</source>
        <translation>Zu einem anderen Modell zurückzukehren, dauert dann so lange wie beim ersten Mal.</translation>
    </message>
    <message>
        <source>%1 for what is known about the photos and copies of it, %2 for thumbnails</source>
        <translation>%1 für das Wissen über die Fotos und Kopien davon, %2 für Vorschaubilder</translation>
    </message>
    <message>
        <source>Calculate with</source>
        <translation>Gerechnet wird mit</translation>
    </message>
    <message>
        <source>Go back to it…</source>
        <translation>Dorthin zurückkehren …</translation>
    </message>
    <message>
        <source>Copy of the library</source>
        <translation>Kopie der Bibliothek</translation>
    </message>
    <message>
        <source>Go back to the copy of %1?</source>
        <translation>Zur Kopie vom %1 zurückkehren?</translation>
    </message>
    <message>
        <source>The library as it is now is kept under another name. Your photos stay as they are; those that came later are looked at again.</source>
        <translation>Die jetzige Bibliothek bleibt unter anderem Namen erhalten. Ihre Fotos bleiben, wie sie sind; spätere werden noch einmal angesehen.</translation>
    </message>
    <message>
        <source>None yet; one is made every day</source>
        <translation>Noch keine; jeden Tag wird eine angelegt</translation>
    </message>
    <message>
        <source>Whatever is fastest here</source>
        <translation>Was hier am schnellsten ist</translation>
    </message>
    <message>
        <source>Most exact (fp32)</source>
        <translation>Am genauesten (fp32)</translation>
    </message>
    <message>
        <source>Faster (bf16)</source>
        <translation>Schneller (bf16)</translation>
    </message>
    <message>
        <source>Faster, graphics cards only (fp16)</source>
        <translation>Schneller, nur Grafikkarten (fp16)</translation>
    </message>
    <message>
        <source>“Run models on” and “Calculate with” take effect when Reminisce starts the next time.</source>
        <translation>„Modelle laufen auf“ und „Gerechnet wird mit“ gelten ab dem nächsten Start von Reminisce.</translation>
    </message>
    <message>
        <source>They are made again from the photos when you look at them.</source>
        <translation>Sie werden aus den Fotos neu gemacht, wenn Sie sie ansehen.</translation>
    </message>
</context>
<context>
    <name>reminisce::ui::SimilarityMatrix</name>
    <message>
        <source>Likeness of pictures and captions</source>
        <translation>Ähnlichkeit von Bildern und Beschreibungen</translation>
    </message>
    <message>
        <source>Pairs are nearer than others by %1</source>
        <translation>Paare sind einander um %1 näher als andere</translation>
    </message>
    <message>
        <source>Appears when learning begins</source>
        <translation>Erscheint, wenn das Lernen beginnt</translation>
    </message>
    <message>
        <source>The picture of “%1” and the caption “%2”: %3</source>
        <translation>Das Bild zu „%1“ und die Beschreibung „%2“: %3</translation>
    </message>
</context>
<context>
    <name>reminisce::ui::SkippedPage</name>
    <message>
        <source>Skipped files</source>
        <translation>Übersprungene Dateien</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>Zurück</translation>
    </message>
    <message>
        <source>Open the folder</source>
        <translation>Ordner öffnen</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Noch einmal versuchen</translation>
    </message>
    <message>
        <source>No file was skipped.</source>
        <translation>Keine Datei wurde übersprungen.</translation>
    </message>
    <message numerus="yes">
        <source>%Ln file(s) were skipped</source>
        <translation>
            <numerusform>%Ln Datei wurde übersprungen</numerusform>
            <numerusform>%Ln Dateien wurden übersprungen</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 (%2)</source>
        <translation>%1 (%2)</translation>
    </message>
    <message numerus="yes">
        <source>and %Ln more</source>
        <translation>
            <numerusform>und noch %Ln</numerusform>
            <numerusform>und noch %Ln</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>reminisce::ui::StatusLine</name>
    <message>
        <source>less than a minute left</source>
        <translation>noch weniger als eine Minute</translation>
    </message>
    <message numerus="yes">
        <source>%n minute(s) left</source>
        <translation>
            <numerusform>noch %n Minute</numerusform>
            <numerusform>noch %n Minuten</numerusform>
        </translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>Pause</translation>
    </message>
    <message>
        <source>Go on</source>
        <translation>Weiter</translation>
    </message>
    <message>
        <source>Hide what is less likely</source>
        <translation>Weniger Wahrscheinliches ausblenden</translation>
    </message>
    <message>
        <source>Show what is less likely, too</source>
        <translation>Auch weniger Wahrscheinliches zeigen</translation>
    </message>
    <message>
        <source>Looking for changes…</source>
        <translation>Sieht nach Änderungen …</translation>
    </message>
    <message>
        <source>Paused at %1 of %2</source>
        <translation>Angehalten bei %1 von %2</translation>
    </message>
    <message>
        <source>Indexing %1 of %2</source>
        <translation>Liest ein: %1 von %2</translation>
    </message>
    <message>
        <source> · %1/s · %2</source>
        <translation> · %1/s · %2</translation>
    </message>
    <message numerus="yes">
        <source>%Ln skipped</source>
        <translation>
            <numerusform>%Ln übersprungen</numerusform>
            <numerusform>%Ln übersprungen</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>reminisce::ui::TrainingPage</name>
    <message>
        <source>Reading pictures to learn from</source>
        <translation>Bilder zum Lernen werden gelesen</translation>
    </message>
    <message>
        <source>Learning begins</source>
        <translation>Das Lernen beginnt</translation>
    </message>
    <message>
        <source>%1 left</source>
        <translation>noch %1</translation>
    </message>
    <message>
        <source>Learning: %1 %, %2</source>
        <translation>Lernt: %1 %, %2</translation>
    </message>
    <message>
        <source>Of %1 captions held back, %2 in 100 find their picture first and %3 in 100 among the first ten (by chance %4 and %5).</source>
        <translation>Von %1 zurückgehaltenen Beschreibungen finden %2 von 100 ihr Bild als erstes und %3 von 100 unter den ersten zehn (zufällig %4 und %5).</translation>
    </message>
    <message>
        <source>There is nothing to compare yet: it has not learnt long enough.</source>
        <translation>Es gibt noch nichts zu vergleichen: Es hat noch nicht lange genug gelernt.</translation>
    </message>
</context>
<context>
    <name>reminisce::ui::TrainingRun</name>
    <message>
        <source>The part of Reminisce that learns (reminisce-cli) is missing. Please install it again.</source>
        <translation>Der Teil von Reminisce, der lernt (reminisce-cli), fehlt. Bitte installieren Sie es neu.</translation>
    </message>
    <message>
        <source>Learning was cut off. It can go on from where it was half a minute before.</source>
        <translation>Das Lernen wurde abgebrochen. Es kann dort weitergehen, wo es eine halbe Minute zuvor war.</translation>
    </message>
</context>
<context>
    <name>reminisce::ui::TrainingSetup</name>
    <message>
        <source>%1 in 10</source>
        <translation>%1 von 10</translation>
    </message>
    <message>
        <source>1 in %1</source>
        <translation>1 von %1</translation>
    </message>
    <message>
        <source>My library: words in the photos&apos; files and names of folders</source>
        <translation>Meine Bibliothek: Wörter in den Fotodateien und Namen der Ordner</translation>
    </message>
    <message>
        <source>A folder of pictures with captions</source>
        <translation>Ein Ordner mit beschriebenen Bildern</translation>
    </message>
    <message>
        <source>Residual network, small: quick, best with few pictures</source>
        <translation>Residuales Netz, klein: schnell, am besten bei wenigen Bildern</translation>
    </message>
    <message>
        <source>Transformer that reads from left to right</source>
        <translation>Transformer, der von links nach rechts liest</translation>
    </message>
    <message>
        <source>The same, larger</source>
        <translation>Derselbe, größer</translation>
    </message>
    <message>
        <source>Transformer that sees the whole sentence (as BERT)</source>
        <translation>Transformer, der den ganzen Satz sieht (wie BERT)</translation>
    </message>
    <message>
        <source>Bag of words: quickest, blind to their order</source>
        <translation>Wortsammlung: am schnellsten, blind für die Reihenfolge</translation>
    </message>
    <message>
        <source>Choose the folder…</source>
        <translation>Ordner wählen …</translation>
    </message>
    <message>
        <source>Start</source>
        <translation>Los geht’s</translation>
    </message>
    <message>
        <source>Go on with it</source>
        <translation>Damit weitermachen</translation>
    </message>
    <message>
        <source>Forget it</source>
        <translation>Verwerfen</translation>
    </message>
    <message>
        <source>My model</source>
        <translation>Mein Modell</translation>
    </message>
    <message>
        <source>%1 × %1 pixels</source>
        <translation>%1 × %1 Pixel</translation>
    </message>
    <message>
        <source>Two encoders, one for pictures and one for words, learn to agree on which caption belongs to which picture. Nothing leaves this computer.</source>
        <translation>Zwei Kodierer, einer für Bilder und einer für Wörter, lernen sich zu einigen, welche Beschreibung zu welchem Bild gehört. Nichts verlässt diesen Computer.</translation>
    </message>
    <message>
        <source>Learn &amp;from</source>
        <translation>Lernen &amp;aus</translation>
    </message>
    <message>
        <source>&amp;Name</source>
        <translation>&amp;Name</translation>
    </message>
    <message>
        <source>&amp;Pictures</source>
        <translation>&amp;Bilder</translation>
    </message>
    <message>
        <source>&amp;Words</source>
        <translation>&amp;Wörter</translation>
    </message>
    <message>
        <source>Picture &amp;size</source>
        <translation>Bild&amp;größe</translation>
    </message>
    <message>
        <source>&amp;Time</source>
        <translation>&amp;Zeit</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>Zurück</translation>
    </message>
    <message>
        <source>Make a model of your own</source>
        <translation>Ein eigenes Modell machen</translation>
    </message>
    <message>
        <source>“%1” has learnt and was not used yet.</source>
        <translation>„%1“ hat gelernt und wurde noch nicht benutzt.</translation>
    </message>
    <message>
        <source>“%1” has not learnt to the end yet.</source>
        <translation>„%1“ hat noch nicht zu Ende gelernt.</translation>
    </message>
    <message>
        <source>Compare it</source>
        <translation>Vergleichen</translation>
    </message>
    <message>
        <source>%1 %2</source>
        <translation>%1 %2</translation>
    </message>
    <message>
        <source>A folder with captions.csv, captions.txt (Flickr8k), captions.jsonl, or a text file beside each picture.</source>
        <translation>Ein Ordner mit captions.csv, captions.txt (Flickr8k), captions.jsonl oder einer Textdatei neben jedem Bild.</translation>
    </message>
    <message>
        <source>There are no photos in this library to learn from yet.</source>
        <translation>In dieser Bibliothek sind noch keine Fotos, aus denen gelernt werden kann.</translation>
    </message>
    <message>
        <source>Measuring this computer…</source>
        <translation>Dieser Computer wird gemessen …</translation>
    </message>
    <message>
        <source>In %1 this computer looks at about %2 pictures. A model that saw that many of 100,000 everyday photos named %3 of 200 things right at the first try (guessing: 1 in 200). With fewer photos of your own expect less; a large model from the internet knows far more.</source>
        <translation>In der Zeit (%1) sieht dieser Computer etwa %2 Bilder an. Ein Modell, das so viele von 100.000 Alltagsfotos gesehen hatte, erkannte von 200 Dingen etwa %3 auf Anhieb (geraten: 1 von 200). Mit weniger eigenen Fotos ist weniger zu erwarten; ein großes Modell aus dem Internet kennt viel mehr.</translation>
    </message>
    <message>
        <source>There is a model called “%1” already. Choose another name.</source>
        <translation>Ein Modell namens „%1“ gibt es schon. Wählen Sie einen anderen Namen.</translation>
    </message>
    <message>
        <source>Forget this model?</source>
        <translation>Dieses Modell verwerfen?</translation>
    </message>
    <message>
        <source>What “%1” has learnt will be deleted. Your photos stay as they are.</source>
        <translation>Was „%1“ gelernt hat, wird gelöscht. Ihre Fotos bleiben, wie sie sind.</translation>
    </message>
    <message>
        <source>Residual network, deep: for fine differences</source>
        <translation>Residuales Netz, tief: für feine Unterschiede</translation>
    </message>
    <message>
        <source>Vision transformer, small: for many pictures</source>
        <translation>Vision-Transformer, klein: für viele Bilder</translation>
    </message>
    <message>
        <source>Vision transformer in its first form: needs the most pictures</source>
        <translation>Vision-Transformer in seiner ersten Form: braucht die meisten Bilder</translation>
    </message>
    <message>
        <source>Vision transformer, larger: for many pictures and much time</source>
        <translation>Vision-Transformer, größer: für viele Bilder und viel Zeit</translation>
    </message>
    <message>
        <source>How a model learns</source>
        <translation>Wie ein Modell lernt</translation>
    </message>
    <message>
        <source>Residual network, wide: learns more, takes three times as long</source>
        <translation>Residuales Netz, breit: lernt mehr, braucht dreimal so lange</translation>
    </message>
    <message>
        <source>It cannot be deleted: %1</source>
        <translation>Es lässt sich nicht löschen: %1</translation>
    </message>
</context>
<context>
    <name>reminisce::ui::TrainingWatch</name>
    <message>
        <source>Loss: lower is better</source>
        <translation>Verlust: je niedriger, desto besser</translation>
    </message>
    <message>
        <source>picture to words</source>
        <translation>Bild zu Wörtern</translation>
    </message>
    <message>
        <source>words to picture</source>
        <translation>Wörter zu Bild</translation>
    </message>
    <message>
        <source>mean</source>
        <translation>Mittel</translation>
    </message>
    <message>
        <source>Own caption nearest, in a batch</source>
        <translation>Eigene Beschreibung am nächsten, in einem Stapel</translation>
    </message>
    <message>
        <source>share of pictures</source>
        <translation>Anteil der Bilder</translation>
    </message>
    <message>
        <source>Your photos, nearest to the words first</source>
        <translation>Ihre Fotos, die den Wörtern nächsten zuerst</translation>
    </message>
    <message>
        <source>The photos most like the chosen one</source>
        <translation>Die dem gewählten ähnlichsten Fotos</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>Pause</translation>
    </message>
    <message>
        <source>Enough: compare now</source>
        <translation>Genug: jetzt vergleichen</translation>
    </message>
    <message>
        <source>Words to try on your own photos while it learns</source>
        <translation>Wörter, die beim Lernen an Ihren Fotos erprobt werden</translation>
    </message>
    <message>
        <source>Click a photo to see which others it is hard to tell from.</source>
        <translation>Klicken Sie auf ein Foto, um zu sehen, von welchen es schwer zu unterscheiden ist.</translation>
    </message>
    <message>
        <source>Back to the photos</source>
        <translation>Zurück zu den Fotos</translation>
    </message>
    <message>
        <source>Starting…</source>
        <translation>Es beginnt …</translation>
    </message>
    <message>
        <source>Go on</source>
        <translation>Weiter</translation>
    </message>
    <message>
        <source>Paused. It goes on from here, also after the program was closed.</source>
        <translation>Pause. Es geht von hier weiter, auch nachdem das Programm geschlossen war.</translation>
    </message>
    <message>
        <source>Saving…</source>
        <translation>Wird gesichert …</translation>
    </message>
    <message>
        <source>Reading pictures: %1 of %2</source>
        <translation>Bilder werden gelesen: %1 von %2</translation>
    </message>
    <message>
        <source>Learns from %1 pictures; %2 others are held back to see how well it does.</source>
        <translation>Lernt aus %1 Bildern; %2 andere bleiben zurück, um zu prüfen, wie gut es geht.</translation>
    </message>
    <message>
        <source>chance</source>
        <translation>Zufall</translation>
    </message>
    <message>
        <source>%1 left</source>
        <translation>noch %1</translation>
    </message>
    <message>
        <source>“%1” fits this photo best, and all of these.</source>
        <translation>„%1“ passt am besten zu diesem Foto und zu allen diesen.</translation>
    </message>
    <message>
        <source>“%1” fits this photo best. The hardest to tell from it is one that “%2” fits: their likeness is %3, of at most 1.</source>
        <translation>„%1“ passt am besten zu diesem Foto. Am schwersten davon zu unterscheiden ist eines, zu dem „%2“ passt: Ihre Ähnlichkeit ist %3 von höchstens 1.</translation>
    </message>
    <message>
        <source>Stopped before it had learnt anything. It begins anew when you go on.</source>
        <translation>Angehalten, bevor etwas gelernt war. Beim Fortsetzen beginnt es von vorn.</translation>
    </message>
    <message>
        <source>%1 · %2 pictures a second</source>
        <translation>%1 · %2 Bilder in der Sekunde</translation>
    </message>
    <message>
        <source>Step %1. Scale %2: how sharply it tells captions apart; it grows while it learns.</source>
        <translation>Schritt %1. Schärfe %2: wie deutlich Beschreibungen unterschieden werden; sie wächst beim Lernen.</translation>
    </message>
    <message>
        <source>Words to try the model with</source>
        <translation>Wörter, um das Modell auszuprobieren</translation>
    </message>
</context>
<context>
    <name>reminisce::ui::TrainingWidgets</name>
    <message>
        <source>less than a minute</source>
        <translation>weniger als eine Minute</translation>
    </message>
    <message numerus="yes">
        <source>%n minute(s)</source>
        <translation>
            <numerusform>%n Minute</numerusform>
            <numerusform>%n Minuten</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n hour(s)</source>
        <translation>
            <numerusform>%n Stunde</numerusform>
            <numerusform>%n Stunden</numerusform>
        </translation>
    </message>
</context>
</TS>
