"""Sentences in the engines' languages, written for this bench: half to tune on, half only to judge.

A word of a sentence is what stands between two spaces. In Chinese each character is one. Japanese comes twice, as it is
written and as it is read, in the same words and on two lines, since espeak-ng reads kana alone.
"""

from types import MappingProxyType
from typing import Final

TUNING: Final = MappingProxyType(
    {
        "de": """
Guten Morgen, ich heiße Anna und wohne in einem kleinen Dorf.
Die Katze schläft auf dem warmen Dach.
Können Sie mir bitte sagen, wo der Bahnhof ist?
Musik macht die Menschen glücklich, besonders im Sommer.
Die Regierung hat neue Regeln für Schulen angekündigt.
Wir kauften Brot, Käse, Äpfel und eine Flasche Milch.
Er öffnete langsam die Tür und schaute in das dunkle Zimmer.
Ich weiß nicht, was die Zukunft bringt, aber ich habe keine Angst.
""",
        "es": """
Buenos días, me llamo Ana y vivo en un pueblo pequeño.
El gato duerme sobre el tejado caliente.
¿Puede decirme dónde está la estación, por favor?
La música hace feliz a la gente, sobre todo en verano.
El gobierno anunció nuevas reglas para las escuelas.
Compramos pan, queso, manzanas y una botella de leche.
Abrió la puerta despacio y miró hacia la habitación oscura.
No sé qué traerá el futuro, pero no tengo miedo.
""",
        "fr": """
Bonjour, je m'appelle Anne et j'habite dans un petit village.
Le chat dort sur le toit chaud.
Pouvez-vous me dire où se trouve la gare, s'il vous plaît ?
La musique rend les gens heureux, surtout en été.
Le gouvernement a annoncé de nouvelles règles pour les écoles.
Nous avons acheté du pain, du fromage, des pommes et une bouteille de lait.
Il ouvrit lentement la porte et regarda dans la chambre sombre.
Je ne sais pas ce que l'avenir apportera, mais je n'ai pas peur.
""",
        "it": """
Buongiorno, mi chiamo Anna e abito in un piccolo paese.
Il gatto dorme sul tetto caldo.
Può dirmi per favore dove si trova la stazione?
La musica rende felice la gente, soprattutto in estate.
Il governo ha annunciato nuove regole per le scuole.
Abbiamo comprato pane, formaggio, mele e una bottiglia di latte.
Aprì lentamente la porta e guardò nella stanza buia.
Non so che cosa porterà il futuro, ma non ho paura.
Domani mattina faremo una gita in montagna.
Mia sorella studia il violino da cinque anni.
L'anno scorso hanno costruito un nuovo ponte sul fiume.
Giri a sinistra e poi vada sempre dritto.
Il medico ha detto che devo riposare di più.
A pranzo c'era una minestra di verdure e pesce con riso.
Mio padre legge il giornale e mia madre scrive una lettera.
Il cane ha abbaiato tutta la notte e nessuno ha dormito.
""",
        "pt": """
Bom dia, eu me chamo Ana e moro numa pequena aldeia.
O gato dorme em cima do telhado quente.
Pode dizer-me onde fica a estação, por favor?
A música faz as pessoas felizes, sobretudo no verão.
O governo anunciou novas regras para as escolas.
Comprámos pão, queijo, maçãs e uma garrafa de leite.
Ele abriu a porta devagar e olhou para o quarto escuro.
Não sei o que o futuro vai trazer, mas não tenho medo.
""",
        "pl": """
Dzień dobry, mam na imię Anna i mieszkam w małej wsi.
Kot śpi na ciepłym dachu.
Czy może mi pan powiedzieć, gdzie jest dworzec?
Muzyka sprawia, że ludzie są szczęśliwi, zwłaszcza latem.
Rząd ogłosił nowe przepisy dla szkół.
Kupiliśmy chleb, ser, jabłka i butelkę mleka.
Powoli otworzył drzwi i zajrzał do ciemnego pokoju.
Nie wiem, co przyniesie przyszłość, ale się nie boję.
Jutro rano pojedziemy na wycieczkę w góry.
Moja siostra uczy się grać na skrzypcach.
W zeszłym roku zbudowano tu nowy most przez rzekę.
Proszę skręcić w lewo, a potem iść prosto.
Lekarz powiedział, że muszę więcej odpoczywać.
Na obiad była zupa pomidorowa i ryba z ryżem.
Ojciec czyta gazetę, a matka pisze list do wujka.
Pies szczekał całą noc i nikt nie mógł spać.
""",
        "nl": """
Goedemorgen, ik heet Anna en ik woon in een klein dorp.
De kat slaapt op het warme dak.
Kunt u mij zeggen waar het station is?
Muziek maakt mensen gelukkig, vooral in de zomer.
De regering heeft nieuwe regels voor scholen aangekondigd.
We kochten brood, kaas, appels en een fles melk.
Hij deed langzaam de deur open en keek in de donkere kamer.
Ik weet niet wat de toekomst brengt, maar ik ben niet bang.
""",
        "tr": """
Günaydın, benim adım Ayşe ve küçük bir köyde yaşıyorum.
Kedi sıcak çatının üstünde uyuyor.
Bana istasyonun nerede olduğunu söyler misiniz?
Müzik insanları mutlu eder, özellikle yaz aylarında.
Hükümet okullar için yeni kurallar açıkladı.
Ekmek, peynir, elma ve bir şişe süt aldık.
Kapıyı yavaşça açtı ve karanlık odaya baktı.
Gelecek ne getirecek bilmiyorum, ama korkmuyorum.
""",
        "ru": """
Доброе утро, меня зовут Анна, и я живу в маленькой деревне.
Кошка спит на тёплой крыше.
Скажите, пожалуйста, где находится вокзал?
Музыка делает людей счастливыми, особенно летом.
Правительство объявило о новых правилах для школ.
Мы купили хлеб, сыр, яблоки и бутылку молока.
Он медленно открыл дверь и посмотрел в тёмную комнату.
Я не знаю, что принесёт будущее, но мне не страшно.
""",
        "cs": """
Dobré ráno, jmenuji se Anna a bydlím v malé vesnici.
Kočka spí na teplé střeše.
Můžete mi prosím říct, kde je nádraží?
Hudba dělá lidi šťastnými, hlavně v létě.
Vláda oznámila nová pravidla pro školy.
Koupili jsme chleba, sýr, jablka a láhev mléka.
Pomalu otevřel dveře a podíval se do tmavého pokoje.
Nevím, co přinese budoucnost, ale nebojím se.
""",
        "hu": """
Jó reggelt, Anna vagyok, és egy kis faluban lakom.
A macska a meleg tetőn alszik.
Meg tudná mondani, hol van a pályaudvar?
A zene boldoggá teszi az embereket, különösen nyáron.
A kormány új szabályokat jelentett be az iskolák számára.
Kenyeret, sajtot, almát és egy üveg tejet vettünk.
Lassan kinyitotta az ajtót, és benézett a sötét szobába.
Nem tudom, mit hoz a jövő, de nem félek.
""",
        "hi": """
सुप्रभात, मेरा नाम अनीता है और मैं एक छोटे गाँव में रहती हूँ।
बिल्ली गरम छत पर सो रही है।
क्या आप मुझे बता सकते हैं कि स्टेशन कहाँ है?
संगीत लोगों को खुश करता है, खासकर गर्मियों में।
सरकार ने स्कूलों के लिए नए नियम घोषित किए।
हमने रोटी, पनीर, सेब और दूध की एक बोतल खरीदी।
उसने धीरे से दरवाज़ा खोला और अंधेरे कमरे में देखा।
मुझे नहीं पता कि भविष्य क्या लाएगा, लेकिन मैं नहीं डरता।
""",
        "zh": """
早上好，我叫小明，住在一个小村子里。
猫在温暖的屋顶上睡觉。
请问火车站在哪里？
音乐让人们快乐，特别是在夏天。
政府宣布了学校的新规定。
我们买了面包、奶酪、苹果和一瓶牛奶。
他慢慢地打开门，看了看黑暗的房间。
我不知道未来会怎么样，但是我不害怕。
""",
        "ja": """
おはよう ございます、 私の 名前は 花子で、 小さな 村に 住んで います。
おはよう ございます、 わたしの なまえわ はなこで、 ちいさな むらに すんで います。
猫が 暖かい 屋根の 上で 寝て います。
ねこが あたたかい やねの うえで ねて います。
駅は どこに ありますか。
えきわ どこに ありますか。
音楽は 人を 幸せに します、 特に 夏は。
おんがくわ ひとを しあわせに します、 とくに なつわ。
政府は 学校の 新しい 規則を 発表した。
せいふわ がっこうの あたらしい きそくを はっぴょうした。
パンと チーズと りんごと 牛乳を 買いました。
ぱんと ちーずと りんごと ぎゅうにゅうを かいました。
彼は ゆっくり ドアを 開けて、 暗い 部屋を 見た。
かれわ ゆっくり どあを あけて、 くらい へやを みた。
未来の ことは 分かりませんが、 怖くは ありません。
みらいの ことわ わかりませんが、 こわくわ ありません。
明日は 友達と 映画を 見に 行きます。
あしたわ ともだちと えいがを みに いきます。
この 道を まっすぐ 行って、 右に 曲がって ください。
この みちを まっすぐ いって、 みぎに まがって ください。
父は 毎朝 六時に 起きて、 新聞を 読みます。
ちちわ まいあさ ろくじに おきて、 しんぶんを よみます。
日本の 電車は とても 速くて きれいです。
にほんの でんしゃわ とても はやくて きれいです。
雪が 降って いるので、 気を つけて ください。
ゆきが ふって いるので、 きを つけて ください。
彼女は 医者に なる ために 大学で 勉強して います。
かのじょわ いしゃに なる ために だいがくで べんきょうして います。
冷たい 水と 氷を 少し ください。
つめたい みずと こおりを すこし ください。
会議は 午後 三時から 始まります。
かいぎわ ごご さんじから はじまります。
""",
        "ko": """
안녕하세요, 제 이름은 안나이고 작은 마을에 살아요.
고양이가 따뜻한 지붕 위에서 자고 있어요.
기차역이 어디에 있는지 말씀해 주시겠어요?
음악은 사람들을 행복하게 만들어요, 특히 여름에요.
정부는 학교를 위한 새로운 규칙을 발표했다.
우리는 빵과 치즈와 사과와 우유 한 병을 샀어요.
그는 천천히 문을 열고 어두운 방을 들여다보았다.
미래가 무엇을 가져올지 모르지만 두렵지 않아요.
""",
    }
)
"""Language → eight sentences that the tables of sounds were tuned on, and more where eight left them open."""

JUDGED: Final = MappingProxyType(
    {
        "de": """
Das Wetter ist heute sehr schön, gehen wir doch in den Park.
Mein Bruder arbeitet in einem großen Krankenhaus im Norden der Stadt.
Wo haben Sie diese roten Schuhe gekauft?
Gestern haben wir zusammen gegessen und über alte Zeiten gesprochen.
Der Zug an die Küste fährt um halb neun von Gleis zwei ab.
Wenn es morgen regnet, bleiben wir zu Hause und spielen Schach.
Dieses alte Haus gehörte meiner Großmutter, die Lehrerin war.
Mach bitte das Fenster zu, denn es ist kalt.
Forscher haben einen neuen Planeten entdeckt, weit außerhalb unseres Sonnensystems.
Kinder lernen Sprachen schneller als Erwachsene.
Nach dem Krieg verloren viele Leute ihre Wohnungen.
Ich hätte gern eine Tasse Kaffee ohne Zucker, bitte.
""",
        "es": """
Hoy hace muy buen tiempo, vamos al parque.
Mi hermano trabaja en un hospital grande en el norte de la ciudad.
¿Dónde compraste esos zapatos rojos?
Ayer cenamos juntos y hablamos de los viejos tiempos.
El tren de la costa sale a las ocho y media del andén dos.
Si mañana llueve, nos quedaremos en casa y jugaremos al ajedrez.
Esta casa antigua era de mi abuela, que fue maestra.
Por favor, cierra la ventana, porque hace frío.
Los científicos descubrieron un planeta nuevo más allá del sistema solar.
Los niños aprenden idiomas más rápido que los adultos.
Después de la guerra, mucha gente perdió su hogar.
Quisiera una taza de café sin azúcar, por favor.
""",
        "fr": """
Il fait très beau aujourd'hui, allons au parc.
Mon frère travaille dans un grand hôpital au nord de la ville.
Où avez-vous acheté ces chaussures rouges ?
Hier nous avons dîné ensemble et parlé du bon vieux temps.
Le train pour la côte part à huit heures et demie du quai deux.
S'il pleut demain, nous resterons à la maison et jouerons aux échecs.
Cette vieille maison appartenait à ma grand-mère, qui était institutrice.
Ferme la fenêtre, s'il te plaît, parce qu'il fait froid.
Des chercheurs ont découvert une nouvelle planète bien au-delà du système solaire.
Les enfants apprennent les langues plus vite que les adultes.
Après la guerre, beaucoup de gens perdirent leur logement.
Je voudrais une tasse de café sans sucre, merci.
""",
        "it": """
Oggi il tempo è bellissimo, andiamo al parco.
Mio fratello lavora in un grande ospedale nel nord della città.
Dove hai comprato quelle scarpe rosse?
Ieri abbiamo cenato insieme e parlato dei vecchi tempi.
Il treno per la costa parte alle otto e mezza dal binario due.
Se domani piove, resteremo a casa e giocheremo a scacchi.
Questa vecchia casa era di mia nonna, che faceva la maestra.
Chiudi la finestra, per piacere, perché fa freddo.
Gli scienziati hanno scoperto un nuovo pianeta lontano dal sistema solare.
I bambini imparano le lingue più in fretta degli adulti.
Dopo la guerra, molte persone persero la loro casa.
Vorrei una tazza di caffè senza zucchero, grazie.
""",
        "pt": """
Hoje o tempo está muito bom, vamos ao parque.
Meu irmão trabalha num grande hospital no norte da cidade.
Onde você comprou esses sapatos vermelhos?
Ontem jantamos juntos e falamos dos velhos tempos.
O comboio para a costa parte às oito e meia da linha dois.
Se chover amanhã, ficaremos em casa e jogaremos xadrez.
Esta casa antiga era da minha avó, que foi professora.
Feche a janela, por favor, porque está frio.
Os cientistas descobriram um novo planeta muito além do sistema solar.
As crianças aprendem línguas mais depressa do que os adultos.
Depois da guerra, muitas famílias perderam a sua casa.
Queria uma chávena de café sem açúcar, obrigado.
""",
        "pl": """
Dzisiaj jest bardzo ładna pogoda, chodźmy do parku.
Mój brat pracuje w dużym szpitalu na północy miasta.
Gdzie kupiłaś te czerwone buty?
Wczoraj zjedliśmy razem kolację i rozmawialiśmy o dawnych czasach.
Pociąg nad morze odjeżdża o wpół do dziewiątej z toru drugiego.
Jeśli jutro będzie padać, zostaniemy w domu i zagramy w szachy.
Ten stary dom należał do mojej babci, która była nauczycielką.
Zamknij okno, proszę, bo jest zimno.
Naukowcy odkryli nową planetę daleko poza naszym układem słonecznym.
Dzieci uczą się języków szybciej niż dorośli.
Po wojnie wiele osób straciło swoje mieszkania.
Poproszę filiżankę kawy bez cukru.
""",
        "nl": """
Het is vandaag erg mooi weer, laten we naar het park gaan.
Mijn broer werkt in een groot ziekenhuis in het noorden van de stad.
Waar heb je die rode schoenen gekocht?
Gisteren hebben we samen gegeten en over vroeger gepraat.
De trein naar de kust vertrekt om half negen van spoor twee.
Als het morgen regent, blijven we thuis en spelen we schaak.
Dit oude huis was van mijn grootmoeder, die lerares was.
Doe alsjeblieft het raam dicht, want het is koud.
Wetenschappers hebben een nieuwe planeet ontdekt, ver buiten ons zonnestelsel.
Kinderen leren talen sneller dan volwassenen.
Na de oorlog verloren veel mensen hun woning.
Ik wil graag een kopje koffie zonder suiker, dank u.
""",
        "tr": """
Bugün hava çok güzel, hadi parka gidelim.
Kardeşim şehrin kuzeyinde büyük bir hastanede çalışıyor.
Bu kırmızı ayakkabıları nereden aldın?
Dün akşam birlikte yemek yedik ve eski günlerden konuştuk.
Sahile giden tren sekiz buçukta iki numaralı perondan kalkıyor.
Yarın yağmur yağarsa evde kalıp satranç oynayacağız.
Bu eski ev, öğretmen olan büyükanneme aitti.
Lütfen pencereyi kapat, çünkü hava soğuk.
Bilim insanları güneş sisteminin çok ötesinde yeni bir gezegen keşfetti.
Çocuklar dilleri yetişkinlerden daha hızlı öğrenir.
Savaştan sonra birçok insan evini kaybetti.
Şekersiz bir fincan kahve istiyorum, teşekkürler.
""",
        "ru": """
Сегодня очень хорошая погода, пойдём в парк.
Мой брат работает в большой больнице на севере города.
Где вы купили эти красные туфли?
Вчера мы вместе ужинали и говорили о старых временах.
Поезд к морю отправляется в половине девятого со второго пути.
Если завтра пойдёт дождь, мы останемся дома и сыграем в шахматы.
Этот старый дом принадлежал моей бабушке, которая была учительницей.
Закрой окно, пожалуйста, потому что холодно.
Учёные открыли новую планету далеко за пределами Солнечной системы.
Дети учат языки быстрее, чем взрослые.
После войны многие семьи потеряли своё жильё.
Я хотел бы чашку кофе без сахара, спасибо.
""",
        "cs": """
Dnes je velmi hezké počasí, pojďme do parku.
Můj bratr pracuje ve velké nemocnici na severu města.
Kde jste koupili ty červené boty?
Včera jsme spolu večeřeli a povídali si o starých časech.
Vlak k moři odjíždí v půl deváté z druhého nástupiště.
Jestli bude zítra pršet, zůstaneme doma a zahrajeme si šachy.
Tento starý dům patřil mé babičce, která byla učitelka.
Zavři okno, prosím, protože je zima.
Vědci objevili novou planetu daleko za hranicemi sluneční soustavy.
Děti se učí jazyky rychleji než dospělí.
Po válce mnoho lidí přišlo o své domovy.
Dal bych si šálek kávy bez cukru, děkuji.
""",
        "hu": """
Ma nagyon szép idő van, menjünk a parkba.
A bátyám egy nagy kórházban dolgozik a város északi részén.
Hol vetted ezeket a piros cipőket?
Tegnap együtt vacsoráztunk, és a régi időkről beszélgettünk.
A tengerparti vonat fél kilenckor indul a második vágányról.
Ha holnap esik az eső, otthon maradunk és sakkozunk.
Ez a régi ház a nagymamámé volt, aki tanított.
Csukd be az ablakot, kérlek, mert hideg van.
A tudósok új bolygót fedeztek fel messze a naprendszeren túl.
A gyerekek gyorsabban tanulnak nyelveket, mint a felnőttek.
A háború után sok ember elveszítette az otthonát.
Kérek egy csésze kávét cukor nélkül, köszönöm.
""",
        "hi": """
आज मौसम बहुत अच्छा है, चलो पार्क चलते हैं।
मेरा भाई शहर के उत्तर में एक बड़े अस्पताल में काम करता है।
तुमने ये लाल जूते कहाँ से खरीदे?
कल हमने साथ में खाना खाया और पुराने दिनों की बातें कीं।
समुद्र की ओर जाने वाली गाड़ी साढ़े आठ बजे छूटती है।
अगर कल बारिश हुई, तो हम घर पर रहेंगे और शतरंज खेलेंगे।
यह पुराना घर मेरी दादी का था, जो शिक्षिका थीं।
कृपया खिड़की बंद कर दो, क्योंकि ठंड है।
वैज्ञानिकों ने हमारे सौर मंडल से बहुत दूर एक नया ग्रह खोजा।
बच्चे बड़ों से जल्दी भाषाएँ सीखते हैं।
युद्ध के बाद बहुत लोगों ने अपना घर खो दिया।
मुझे बिना चीनी की एक प्याली चाय चाहिए, धन्यवाद।
""",
        "zh": """
今天天气很好，我们去公园走走吧。
我哥哥在城市北边的一家大医院工作。
你在哪里买的这双红鞋？
昨天我们一起吃了晚饭，谈了过去的事情。
去海边的火车八点半从二号站台出发。
如果明天下雨，我们就待在家里下棋。
这座老房子是我奶奶的，她以前是老师。
请把窗户关上，因为很冷。
科学家在太阳系外很远的地方发现了一颗新行星。
孩子学语言比大人快得多。
战争以后，很多人失去了自己的家。
我想要一杯不加糖的咖啡，谢谢。
""",
        "ja": """
今日は とても いい 天気ですから、 公園に 行きましょう。
きょうわ とても いい てんきですから、 こうえんに いきましょう。
兄は 町の 北に ある 大きな 病院で 働いて います。
あにわ まちの きたに ある おおきな びょういんで はたらいて います。
その 赤い 靴は どこで 買いましたか。
その あかい くつわ どこで かいましたか。
昨日は 一緒に 夕食を 食べて、 昔の 話を しました。
きのうわ いっしょに ゆうしょくを たべて、 むかしの はなしを しました。
海へ 行く 電車は 八時半に 二番線から 出ます。
うみえ いく でんしゃわ はちじはんに にばんせんから でます。
明日 雨が 降ったら、 家で 将棋を します。
あした あめが ふったら、 いえで しょうぎを します。
この 古い 家は 先生だった 祖母の ものでした。
この ふるい いえわ せんせいだった そぼの ものでした。
寒いので、 窓を 閉めて ください。
さむいので、 まどを しめて ください。
科学者は 遠い 宇宙で 新しい 星を 見つけました。
かがくしゃわ とおい うちゅうで あたらしい ほしを みつけました。
子供は 大人より 早く 言葉を 覚えます。
こどもわ おとなより はやく ことばを おぼえます。
戦争の 後、 多くの 人が 住む 所を 失いました。
せんそうの あと、 おおくの ひとが すむ ところを うしないました。
砂糖なしの コーヒーを 一杯 お願いします。
さとうなしの こーひーを いっぱい おねがいします。
""",
        "ko": """
오늘은 날씨가 아주 좋으니 공원에 갑시다.
우리 형은 도시 북쪽에 있는 큰 병원에서 일해요.
그 빨간 신발을 어디에서 샀어요?
어제 우리는 함께 저녁을 먹고 옛날 이야기를 했어요.
바다로 가는 기차는 여덟 시 반에 출발합니다.
내일 비가 오면 집에서 장기를 둘 거예요.
이 오래된 집은 선생님이던 할머니의 것이었어요.
추우니까 창문을 좀 닫아 주세요.
과학자들이 태양계 밖에서 새로운 행성을 발견했습니다.
아이들은 어른보다 언어를 빨리 배웁니다.
전쟁이 끝난 뒤 많은 사람들이 집을 잃었다.
설탕을 넣지 않은 커피 한 잔 부탁합니다.
""",
        "da": """
Vejret er meget smukt i dag, lad os gå i parken.
Min bror arbejder på et stort hospital i den nordlige del af byen.
Hvor har du købt de røde sko?
I går spiste vi middag sammen og talte om gamle dage.
Toget til kysten kører klokken halv ni fra spor to.
Hvis det regner i morgen, bliver vi hjemme og spiller skak.
Dette gamle hus tilhørte min bedstemor, som var lærer.
Luk venligst vinduet, for det er koldt.
Forskere har opdaget en ny planet langt uden for solsystemet.
Børn lærer sprog hurtigere end voksne.
Efter krigen mistede mange mennesker deres hjem.
Jeg vil gerne have en kop kaffe uden sukker, tak.
""",
        "el": """
Σήμερα ο καιρός είναι πολύ καλός, πάμε στο πάρκο.
Ο αδερφός μου δουλεύει σε ένα μεγάλο νοσοκομείο στα βόρεια της πόλης.
Πού αγόρασες αυτά τα κόκκινα παπούτσια;
Χθες φάγαμε μαζί και μιλήσαμε για τα παλιά χρόνια.
Το τρένο για την ακτή φεύγει στις οκτώμισι από τη γραμμή δύο.
Αν βρέξει αύριο, θα μείνουμε στο σπίτι και θα παίξουμε σκάκι.
Αυτό το παλιό σπίτι ήταν της γιαγιάς μου, που ήταν δασκάλα.
Κλείσε σε παρακαλώ το παράθυρο, γιατί κάνει κρύο.
Οι επιστήμονες ανακάλυψαν έναν νέο πλανήτη πέρα από το ηλιακό μας σύστημα.
Τα παιδιά μαθαίνουν γλώσσες πιο γρήγορα από τους μεγάλους.
Μετά τον πόλεμο πολλοί άνθρωποι έχασαν τα σπίτια τους.
Θα ήθελα έναν καφέ χωρίς ζάχαρη, ευχαριστώ.
""",
        "fi": """
Tänään on hyvin kaunis sää, mennään puistoon.
Veljeni työskentelee suuressa sairaalassa kaupungin pohjoisosassa.
Mistä ostit nuo punaiset kengät?
Eilen söimme yhdessä illallista ja puhuimme vanhoista ajoista.
Juna rannikolle lähtee puoli yhdeksältä raiteelta kaksi.
Jos huomenna sataa, jäämme kotiin ja pelaamme shakkia.
Tämä vanha talo kuului isoäidilleni, joka oli opettaja.
Sulje ikkuna, ole hyvä, koska on kylmä.
Tutkijat löysivät uuden planeetan kaukana aurinkokunnan ulkopuolelta.
Lapset oppivat kieliä nopeammin kuin aikuiset.
Sodan jälkeen monet ihmiset menettivät kotinsa.
Haluaisin kupin kahvia ilman sokeria, kiitos.
""",
        "he": """
מזג האוויר יפה מאוד היום, בואו נלך לפארק.
אחי עובד בבית חולים גדול בצפון העיר.
איפה קנית את הנעליים האדומות האלה?
אתמול אכלנו יחד ודיברנו על הימים הישנים.
הרכבת אל החוף יוצאת בשעה שמונה וחצי.
אם ירד גשם מחר, נישאר בבית ונשחק שחמט.
הבית הישן הזה היה של סבתא שלי.
סגור בבקשה את החלון, כי קר.
מדענים גילו כוכב לכת חדש רחוק ממערכת השמש.
ילדים לומדים שפות מהר יותר ממבוגרים.
אחרי המלחמה אנשים רבים איבדו את בתיהם.
אני רוצה כוס קפה בלי סוכר, תודה.
""",
        "ms": """
Cuaca hari ini sangat cantik, mari kita pergi ke taman.
Abang saya bekerja di sebuah hospital besar di utara bandar.
Di mana awak beli kasut merah itu?
Semalam kami makan malam bersama dan bercakap tentang masa dahulu.
Kereta api ke pantai bertolak pada pukul lapan setengah.
Jika esok hujan, kami akan tinggal di rumah dan bermain catur.
Rumah lama ini milik nenek saya, seorang guru.
Tolong tutup tingkap itu, kerana cuaca sejuk.
Para saintis menemui sebuah planet baharu jauh di luar sistem suria.
Kanak-kanak belajar bahasa lebih cepat daripada orang dewasa.
Selepas perang, ramai orang kehilangan rumah mereka.
Saya mahu secawan kopi tanpa gula, terima kasih.
""",
        "no": """
Været er veldig fint i dag, la oss gå til parken.
Broren min arbeider på et stort sykehus nord i byen.
Hvor kjøpte du de røde skoene?
I går spiste vi middag sammen og snakket om gamle dager.
Toget til kysten går klokken halv ni fra spor to.
Hvis det regner i morgen, blir vi hjemme og spiller sjakk.
Dette gamle huset tilhørte bestemoren min, som var lærer.
Lukk vinduet, er du snill, for det er kaldt.
Forskere har oppdaget en ny planet langt utenfor solsystemet.
Barn lærer språk raskere enn voksne.
Etter krigen mistet mange mennesker hjemmene sine.
Jeg vil gjerne ha en kopp kaffe uten sukker, takk.
""",
        "sv": """
Vädret är mycket vackert i dag, låt oss gå till parken.
Min bror arbetar på ett stort sjukhus i norra delen av staden.
Var köpte du de där röda skorna?
I går åt vi middag tillsammans och pratade om gamla tider.
Tåget till kusten går klockan halv nio från spår två.
Om det regnar i morgon stannar vi hemma och spelar schack.
Det här gamla huset tillhörde min mormor, som var lärare.
Stäng fönstret, är du snäll, för det är kallt.
Forskare har upptäckt en ny planet långt utanför solsystemet.
Barn lär sig språk snabbare än vuxna.
Efter kriget förlorade många människor sina hem.
Jag vill gärna ha en kopp kaffe utan socker, tack.
""",
        "sw": """
Leo hali ya hewa ni nzuri sana, twende kwenye bustani.
Kaka yangu anafanya kazi katika hospitali kubwa kaskazini mwa mji.
Ulinunua wapi viatu hivi vyekundu?
Jana tulikula chakula cha jioni pamoja na kuzungumza kuhusu zamani.
Treni ya pwani inaondoka saa mbili na nusu.
Kesho mvua ikinyesha, tutabaki nyumbani na kucheza karata.
Nyumba hii ya zamani ilikuwa ya bibi yangu, ambaye alikuwa mwalimu.
Tafadhali funga dirisha, kwa sababu kuna baridi.
Wanasayansi wamegundua sayari mpya mbali na mfumo wetu wa jua.
Watoto hujifunza lugha haraka kuliko watu wazima.
Baada ya vita, watu wengi walipoteza nyumba zao.
Ningependa kikombe cha kahawa bila sukari, asante.
""",
    }
)
"""Language → twelve sentences that nothing was tuned on."""
