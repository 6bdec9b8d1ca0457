"""Names of nobody: invented, in many scripts, to be walked through every door that a name goes through.

Each line is a script (ISO 15924), the language that reads it, its family names and its given names; every family name
is joined with given names in turn. Whoever recognises somebody is mistaken: the parts are common, the people are not.
"""

from collections.abc import Iterator
from dataclasses import dataclass

PARTS = """
Latn en | O’Dunmore St. Aldwyn-Hart Van de Kerk MacAllaster Ní_Bhroin | Aoibhín Jean-Luc Mary_Ann Ó’Shea Zoë
Latn tr | Işıklı İnanç Çağlayan Yıldızeli Ğürbüz | Işıl İdil Çiğdem Şükrü Ülkü
Latn de | Weiß Groß-Bäumer Freiherr_von_Löß Süßmilch Müßig | Jörg Änne Günther Käthe Ößwin
Latn nl | van_der_IJssel ’t_Hooft ten_Broek de_Wit op_’t_Veld | IJsbrand Maaike Joost Fenna Sjoerd
Latn vi | Nguyễn Đặng Trần Lê Phạm | Đức_Ánh Thị_Ngọc Hữu_Nghĩa Quỳnh_Như Ơn
Latn is | Þorláksdóttir Ægisson Öxndal Ðal Eiríksdóttir | Þóra Æsa Örn Ýmir Éva
Latn pl | Żółkiewicz Gąsior Święcka Łoś Źrebiec | Żaneta Łucja Świętosław Ćwiek Ęwa
Latn cs | Řeřucha Šťastný Žďárská Ěček Ůlehla | Řehoř Šárka Žofie Čeněk Ďas
Latn az | Əliyarlı Qoşqarlı Çələbi Ğəmli İsazadə | Gülşən Əlövsət Işıq Şəhla Ülviyyə
Latn yo | Adéṣẹ́wà Ọlọ́run Ṣóyínká Ẹ̀bùn Ògúnlàyá | Ọ̀ṣun Títílayọ̀ Bọ́lá Adébáyọ̀ Ṣadé
Latn haw | Kaʻōpua Keʻala Nāʻahu ʻIolani Mākaha | ʻAnela Kāwika Lōkahi Pōmaikaʻi Māhealani
Grek el | Σεβαστοπουλίδης Αΐδου Ρήγας Ξενάκης Ψαλτοπούλου | Ιάσων Ευφροσύνη Ηλίας Δαΐς Χαρίκλεια
Cyrl ru | Подъёмная Щуровской Ельцева Хвощ Жжёнов | Алёна Юлий Эмилия Ярослав Фёкла
Cyrl uk | Щирецька Їжакевич Ґалаґан Євшан Яворська | Їванна Юхим Ґедимін Євгенія Любомир
Cyrl sr | Ђурђић Љубић Њежић Ћирић Џагић | Ђурђа Љиљана Његош Ћира Џемила
Cyrl kk | Әуезұлы Ғалымқызы Қоңырбай Өмірзақ Үсенова | Ұлжан Һадиша Іңкәр Әсел Ңурай
Armn hy | Զարդարեան Եւդոկյան Ղուկասյան Ճերմակյան Օձունեցի | Ծովինար Եվա Շուշան Ռուբեն Ֆլորա
Geor ka | ჭყონდიძე ღვინჯილია წიქარიშვილი ჟღენტიანი ქვლივიძე | თინათინ ჯუმბერი ფიქრია ჰამლეტი ხვიჩა
Hebr he | בן־צבייה שׂרגא כץ־לוי אבּיטל יִצחקי | צִפּורה יהושֻע נחמה חַוָּה מֹשה
Arab ar | الزَّهراوي آل_مُرجان بن_عَطيّة القُرطبيّ أبو_الفَرج | لُؤلؤة عبد_الرَّؤوف إيمان مُهنّد هُدى
Arab fa | پژوهش‌نیا گل‌چهره ژاله‌بان کیان‌پور چهرآزاد | می‌ترا پگاه گیتی ژینا کاوه
Arab ur | ہمدانی‌پور ٹھاکرزئی ڈھلوان چغتائی_بیگ گُلِستانی | ڈاہرہ نُورِ_جہاں پرویزہ ظہیرہ ساجدہ
Arab ug | ئۆزخان قۇربانئاي چوڭتاش ھاشىملى ئېزىزئاي | گۈلنۇر ئابلىكىم پەرىھان ئۆمەر يۇلتۇز
Syrc syr | ܒܪܨܘܡܐ ܡܪܝܬܐ ܩܘܪܝܢܐ ܢܘܗܪܐ ܫܠܝܚܐ | ܐܦܪܝܡ ܫܡܝܪܡ ܬܐܘܡܐ ܡܪܝܡ ܝܘܣܦ
Thaa dv | މަނިކުފާނު ދިއްގަރު ކަލޭފާނު ތަކުރުފާނު ރަންނަ | އާމިނަތު ޙަސަން ފާޠިމަތު ޢަލީ ޒީނަތު
Nkoo nqo | ߞߎߟߓߊ ߕߙߊߥߟߋ ߖߊߥߙߊ ߝߏߝߊߣߊ ߡߊߙߊ | ߝߊ߬ߕߎ ߡߎߛߊ߫ ߊߥߊ߬ ߓߊߓߊ ߛߎߡߊ
Deva hi | त्रिपाठी‌कर शृंगारपुरे ज्ञानेश्वरी क्षत्रपति द्विवेदिन | श्रद्धा ऋषिका ओङ्कार ज़ेबा हर्षवर्धिनी
Beng bn | চট্টোভট্ট ঋত্বিকা বন্দ্যঘোষ ক্ষৌণীশ ৎসেরিং | শ্রীময়ী ঐন্দ্রিলা জ্যোতিষ্ক উৎপলা হৃদ্য
Guru pa | ਸੰਧਾਵਾਲ ਗਰੇਵਾਲੀਆ ਢਿੱਲੋਂਪੁਰੀ ਖ਼ਾਲਸਾਣਾ ਬਰਾੜੀਆ | ਗੁਰਲੀਨ ਹਰਸਿਮ੍ਰਤ ਜਸਪ੍ਰੀਤੀ ਸ਼ੁਭਪਾਲ ਅੰਮ੍ਰਿਤਾ
Gujr gu | ત્રિવેદીયા શ્રોફવાલા જ્ઞાનપરા ક્ષેમકર હ્રદયનાથ | ઋજુતા ઓજસવી ઇંદ્રવદન મૈત્રેયા દ્રષ્ટિ
Orya or | ମହାପାତ୍ରୀ ପଟ୍ଟନାୟକୀ ଶତପଥିୟା ଜେନାପୁର ଦ୍ୱିବେଦିନ | ସୁଭଦ୍ରାଣୀ ଶ୍ରୀକାନ୍ତି ଋତୁପର୍ଣ୍ଣା ଓଁକାର ଜ୍ୟୋତ୍ସ୍ନା
Taml ta | ஸ்ரீநிவாசகன் கிருஷ்ணப்பொழில் ஞானசெல்வி வள்ளுவன்பதி ஐங்கரனார் | யாழினியாள் க்ஷேமா ஔவைச்செல்வி பொன்னியன் ழகரன்
Telu te | ద్వారకంపాటి క్షీరసాగరపు వేంకటశృంగ జ్ఞానపల్లి తుమ్మలకొండ | శ్రీవల్లిక ఋగ్వేదిని హృద్యతేజ ప్రహ్లాదు ఐశ్వర్యమ్మ
Knda kn | ಕೃಷ್ಣಾಪುರದ ಜ್ಞಾನಮಠ ಹೊಸಹಳ್ಳಿಯ ತ್ರಿಯಂಬಕ ಕ್ಷೀರಗಿರಿ | ಶ್ರೀವಿದ್ಯೆ ಋತ್ವಿಜೆ ಬೃಂದಾವತಿ ಐರಾವತ ಜ್ಯೋತ್ಸ್ನೆ
Mlym ml | വർമ്മപുരം നമ്പൂരിക്കാട് ഞാറയ്ക്കലത്ത് കൃഷ്ണമംഗലം ചിറ്റൂർമഠം | ശ്രീലക്ഷ്മിക ഋഷ്യശൃംഗ ജ്യോതിർമയി ഐശ്വര്യൻ ഉണ്ണിയാർ
Sinh si | ශ්‍රීවික්‍රමගේ රත්නපාලිකා ද්වීපාරච්චි ඤාණසේකරී බණ්ඩාවල | ක්‍රිෂාන්ති ප්‍රියන්තක ඓශ්වර්‍යා රුවන්දිනි හර්ෂණි
Thai th | ณ_นครธรรม ศรีสุขกิจไพร ฤทธิ์วรรณา เจริญพงศ์ไพศาล วัฒนาธรเมธ | กัญญ์ณพัชร์ ภูริชญ์ พิมพ์ลภัส ธัญวรัตม์ ณัฏฐ์
Laoo lo | ສີວົງສາລີ ພົມມະຈັນໄຊ ໄຊຍະວົງຄຳ ແກ້ວມະນີວອນ ຫຼວງລາດນາ | ບຸນທະວີ ຄຳແພງພອນ ໝອກເມືອງ ວຽງສະຫວັນ ຫງສ໌ທອງ
Tibt bo | བཀྲ་ཤིས་གླིང་ རྒྱལ་མཚན་ཚང་ ཆོས་སྒྲོན་པ་ དཔལ་འབྱོར་ སྣང་མཛད་ | ཚེ་རིང་མ་ བསོད་ནམས་ པདྨ་ལྷ་མོ་ རྡོ་རྗེ་ སྒྲོལ་དཀར་
Mymr my | မြင့်အောင်ဌေး သိင်္ဂီရွှေ ဝင်းမြတ်ဖြူ ညွန့်လှိုင်ဦး ကျော်ဇေယျာန် | ခင်သဇင်ဖြူ ဉာဏ်လင်း နှင်းဆီမွန် ဇွဲပြည့် ရွှန်းလဲ့
Khmr km | ស្រីសោភណ្ឌ ព្រំសុវណ្ណា ហ៊ុនចន្ទ្រា ឈឹមរតនៈ ឡុងបញ្ញា | សុភ័ក្ត្រា ចន្ទ្រាវតី វិចិត្រា ឧត្តមរិទ្ធ ផល្លីនា
Ethi am | ገብረጽዮንነህ ወልደሩፋኤል ኃይለልዑል ጌታነህወርቅ ተፈሪዓለም | ጽጌረዳወርቅ ዓለምጸሐይ ኢየሩስ ፍቅርተስላሴ ኅሩይነህ
Cher chr | ᎠᏓᏅᏙᎯ ᏩᎭᏯᏃ ᎤᎧᎵᏍᎩ ᏥᏍᏚᎩ ᎠᎹᏱᎢ | ᎡᎳᏆᏗ ᏌᎳᎵᎯ ᎨᏴᎦ ᎦᎸᎶᎢ ᎤᏃᎴᎯ
Cans iu | ᐊᕐᓇᑦᑎᐊᖅ ᓄᑲᕐᓗᒃ ᐃᒡᓗᓕᐅᖅᑎ ᐅᑭᐅᖅᑕᖅ ᖃᓪᓗᓈᖅ | ᓴᐃᓚᓗ ᐊᓚᓱᐊᖅ ᐱᑕᓯ ᒥᐊᕆᑯᓗ ᔪᐊᓇᓯ
Mong mn | ᠪᠠᠶᠠᠷᠲᠤ ᠰᠦᠬᠡᠲᠦ ᠴᠡᠴᠡᠭᠲᠦ ᠮᠥᠩᠬᠡᠲᠦ ᠠᠯᠲᠠᠨᠲᠤ | ᠣᠶᠤᠨᠠ ᠡᠷᠳᠡᠨᠢᠰᠤ ᠰᠠᠷᠠᠨᠠ ᠲᠡᠮᠦᠷᠢ ᠨᠠᠷᠠᠨᠠ
Hani zh | 欧阳桥 诸葛岭 司徒湾 龚家渡 𠮷川湖 | 若溪云 明照远 䶮然 映雪舟 骎骎
Hani zh-hant | 歐陽嶼 龔雲渡 鍾離灣 闕家灘 羅浮嶺 | 瑩澈 靉靆 麗雲 灝遠 鑫穎
Jpan ja | 髙橋川 渡邊津 﨑山浦 齋藤沢 辻󠄀岡 | さくらこ ヴィオラ 凪沙 づきの ゞ太
Hang ko | 남궁별 제갈솔 황보결 선우늘 독고새 | 빛나래 슬옹이 꽃샘별 햇님찬 윤슬빛
Bopo zh | ㄍㄨㄥㄓㄥ ㄙㄨㄒㄧ ㄌㄧㄣㄩㄝ ㄔㄣㄍㄨㄤ ㄨㄤㄇㄟ | ㄩㄣㄑㄧ ㄇㄧㄥㄓㄠ ㄖㄨㄛㄒㄧ ㄒㄩㄝㄓㄡ ㄌㄢㄊㄧㄥ
Yiii ii | ꀒꌺꃀ ꉬꅉꇐ ꊿꄉꌠ ꋍꂵꅪ ꏃꇐꑳ | ꀊꑊꌋ ꇁꂿꌠ ꃅꊈꅐ ꑱꇐꀕ ꌋꈪꀨ
Tfng zgh | ⴰⵎⵣⵔⵓⵢ ⵉⵣⵎⴰⵡⵏ ⵓⴷⴰⴷⵏ ⵜⴰⴳⵔⴰⵡⵜ ⵢⵉⴷⵉⵔⵏ | ⵜⵉⵍⵍⵉⵏ ⵎⴰⵙⵉⵏⵉⵙ ⵏⵓⵎⵉⴷⵢⴰ ⴽⵙⵉⵍⴰⵏ ⴷⵉⵀⵢⴰⵏ
Vaii vai | ꔤꔷꔻ ꕉꖃꕢ ꗏꘋꔞ ꖏꕒꕯ ꔳꕪꔤ | ꕘꕮꔧ ꗡꕌꘝ ꔔꘋꕢ ꖴꕎꗷ ꕧꔀꘋ
Olck sat | ᱢᱩᱨᱢᱩᱭᱟᱹ ᱦᱮᱢᱵᱽᱨᱚᱢ ᱥᱚᱨᱮᱱᱤ ᱴᱩᱰᱩᱭᱟᱹ ᱠᱤᱥᱠᱩᱭ | ᱡᱷᱟᱱᱚᱭ ᱪᱟᱸᱫᱚᱭ ᱵᱟᱦᱟᱢᱚᱬᱤ ᱥᱤᱫᱷᱩᱭ ᱯᱷᱩᱞᱢᱚᱱᱤ
Adlm ff | 𞤔𞤢𞤤𞥆𞤮𞤴 𞤄𞤢𞥄𞤲𞤮 𞤅𞤮𞤱𞤮𞤴 𞤁𞤭𞤢𞤤𞤮 𞤀𞤲𞤲𞤮 | 𞤀𞥄𞤥𞤭𞤲𞤢 𞤁𞤫𞤲𞥆𞤢 𞤍𞤫𞤪𞤲𞤮 𞤃𞤢𞤪𞤭𞤴𞤢 𞤇𞤢𞥄𞤼𞤮
Java jv | ꦱꦸꦩꦤꦶ ꦮꦶꦗꦪꦏ ꦲꦂꦗꦤ ꦥꦿꦮꦶꦫ ꦤꦒꦫꦤ | ꦫꦠꦿꦶ ꦢꦺꦮꦶꦏ ꦧꦩꦧꦁ ꦱꦿꦶꦏꦤ꧀ꦠꦶ ꦗꦪꦤ
"""


@dataclass(frozen=True, slots=True)
class Invented:
    """Somebody who does not exist."""

    script: str
    language: str
    family: str
    given: str

    @property
    def full(self) -> str:
        return f"{self.given} {self.family}"


def invented() -> Iterator[Invented]:
    """Every name, ten of each line."""
    for line in PARTS.strip().splitlines():
        tag, families, givens = (part.split() for part in line.split(" | "))
        script, language = tag
        for turn in (0, 1):
            for place, family in enumerate(families):
                given = givens[(place + turn) % len(givens)]
                yield Invented(script, language, family.replace("_", " "), given.replace("_", " "))


ALL = list(invented())
SCRIPTS = sorted({name.script for name in ALL})
