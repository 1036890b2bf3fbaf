<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
<context>
    <name>reminisce::ui::ModelPage</name>
    <message numerus="yes">
        <source>It has seen %Ln of your photos.</source>
        <translation>
            <numerusform>It has seen %Ln of your photos.</numerusform>
            <numerusform>It has seen %Ln of your photos.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 and %n more</source>
        <translation>
            <numerusform>%1 and %n more</numerusform>
            <numerusform>%1 and %n more</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>reminisce::ui::PhotoViewer</name>
    <message numerus="yes">
        <source>The same photo lies in %n place(s):</source>
        <translation>
            <numerusform>The photo lies in %n place:</numerusform>
            <numerusform>The same photo lies in %n places:</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>reminisce::ui::SearchPage</name>
    <message numerus="yes">
        <source>Sure · %n</source>
        <translation>
            <numerusform>Sure · %n</numerusform>
            <numerusform>Sure · %n</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Likely · %n</source>
        <translation>
            <numerusform>Likely · %n</numerusform>
            <numerusform>Likely · %n</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n file(s) copied</source>
        <translation>
            <numerusform>%n file copied</numerusform>
            <numerusform>%n files copied</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln photo(s)</source>
        <translation>
            <numerusform>%Ln photo</numerusform>
            <numerusform>%Ln photos</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln photo(s), most alike first</source>
        <translation>
            <numerusform>%Ln photo</numerusform>
            <numerusform>%Ln photos, most alike first</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>reminisce::ui::SkippedPage</name>
    <message numerus="yes">
        <source>%Ln file(s) were skipped</source>
        <translation>
            <numerusform>%Ln file was skipped</numerusform>
            <numerusform>%Ln files were skipped</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>and %Ln more</source>
        <translation>
            <numerusform>and %Ln more</numerusform>
            <numerusform>and %Ln more</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>reminisce::ui::StatusLine</name>
    <message numerus="yes">
        <source>%n minute(s) left</source>
        <translation>
            <numerusform>%n minute left</numerusform>
            <numerusform>%n minutes left</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln skipped</source>
        <translation>
            <numerusform>%Ln skipped</numerusform>
            <numerusform>%Ln skipped</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>reminisce::ui::TrainingWidgets</name>
    <message numerus="yes">
        <source>%n minute(s)</source>
        <translation>
            <numerusform>%n minute</numerusform>
            <numerusform>%n minutes</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n hour(s)</source>
        <translation>
            <numerusform>%n hour</numerusform>
            <numerusform>%n hours</numerusform>
        </translation>
    </message>
</context>
</TS>
