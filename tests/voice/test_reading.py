"""How words of halls, places, numbers, times and letters are read: the pinyin of each, one by one.

Every row was looked over by hand, syllable by syllable; what the dictionary read wrongly was put right in the table
of exceptions, never here.
"""

from __future__ import annotations

import pytest

from queue_server.domain.wording import Manner, spoken_text
from queue_server.voice.reading import our_exceptions, pinyin, syllables
from tests.domain.test_announcement import SYLLABLE

TABLE = """
综合窗口 = zong1 he2 chuang1 kou3
民政窗口 = min2 zheng4 chuang1 kou3
人社窗口 = ren2 she4 chuang1 kou3
医保窗口 = yi1 bao3 chuang1 kou3
公安窗口 = gong1 an1 chuang1 kou3
市场监管窗口 = shi4 chang3 jian1 guan3 chuang1 kou3
行政审批窗口 = xing2 zheng4 shen3 pi1 chuang1 kou3
银行窗口 = yin2 hang2 chuang1 kou3
税务窗口 = shui4 wu4 chuang1 kou3
不动产登记窗口 = bu2 dong4 chan3 deng1 ji4 chuang1 kou3
重点项目窗口 = zhong4 dian3 xiang4 mu4 chuang1 kou3
重度残疾窗口 = zhong4 du4 can2 ji2 chuang1 kou3
长者窗口 = zhang3 zhe3 chuang1 kou3
长期护理窗口 = chang2 qi1 hu4 li3 chuang1 kou3
调解窗口 = tiao2 jie3 chuang1 kou3
征地补偿窗口 = zheng1 di4 bu3 chang2 chuang1 kou3
还款窗口 = huan2 kuan3 chuang1 kou3
贷款还清窗口 = dai4 kuan3 huan2 qing1 chuang1 kou3
会计服务窗口 = kuai4 ji4 fu2 wu4 chuang1 kou3
户籍窗口 = hu4 ji2 chuang1 kou3
出入境窗口 = chu1 ru4 jing4 chuang1 kou3
行驶证窗口 = xing2 shi3 zheng4 chuang1 kou3
退役军人窗口 = tui4 yi4 jun1 ren2 chuang1 kou3
残联窗口 = can2 lian2 chuang1 kou3
宅基地窗口 = zhai2 ji1 di4 chuang1 kou3
公积金提取窗口 = gong1 ji1 jin1 ti2 qu3 chuang1 kou3
更名窗口 = geng1 ming2 chuang1 kou3
变更登记窗口 = bian4 geng1 deng1 ji4 chuang1 kou3
补办窗口 = bu3 ban4 chuang1 kou3
重领窗口 = chong2 ling3 chuang1 kou3
差额补缴窗口 = cha1 e2 bu3 jiao3 chuang1 kou3
中医窗口 = zhong1 yi1 chuang1 kou3
供暖窗口 = gong1 nuan3 chuang1 kou3
供销窗口 = gong1 xiao1 chuang1 kou3
兴农窗口 = xing1 nong2 chuang1 kou3
便民服务窗口 = bian4 min2 fu2 wu4 chuang1 kou3
为民服务大厅 = wei4 min2 fu2 wu4 da4 ting1
帮办代办窗口 = bang1 ban4 dai4 ban4 chuang1 kou3
一窗受理窗口 = yi4 chuang1 shou4 li3 chuang1 kou3
只进一扇门 = zhi3 jin4 yi1 shan4 men2
成长档案 = cheng2 zhang3 dang4 an4
校长信箱 = xiao4 zhang3 xin4 xiang1
参保登记 = can1 bao3 deng1 ji4
应缴未缴 = ying1 jiao3 wei4 jiao3
调动手续 = diao4 dong4 shou3 xu4
调档手续 = diao4 dang4 shou3 xu4
转移接续 = zhuan3 yi2 jie1 xu4
长护险 = chang2 hu4 xian3
率先受理 = shuai4 xian1 shou4 li3
空挂户 = kong1 gua4 hu4
着急的请到导办台 = zhao2 ji2 de5 qing3 dao4 dao3 ban4 tai2
朝鲜族 = chao2 xian3 zu2
少数民族 = shao3 shu4 min2 zu2
血液检测 = xue4 ye4 jian3 ce4
住宿登记 = zhu4 su4 deng1 ji4
音乐教室 = yin1 yue4 jiao4 shi4
丧葬补助 = sang1 zang4 bu3 zhu4
提供材料 = ti2 gong1 cai2 liao4
宿舍 = su4 she4
模具 = mu2 ju4
强制执行 = qiang2 zhi4 zhi2 xing2
单位窗口 = dan1 wei4 chuang1 kou3
女士 = nv3 shi4
绿色通道 = lv4 se4 tong1 dao4
旅客 = lv3 ke4
特困人员救助供养 = te4 kun4 ren2 yuan2 jiu4 zhu4 gong1 yang3
代耕代种代收 = dai4 geng1 dai4 zhong4 dai4 shou1
差旅费 = chai1 lv3 fei4
社保一卡通 = she4 bao3 yi4 ka3 tong1
五险一金 = wu3 xian3 yi4 jin1
一份材料 = yi2 fen4 cai2 liao4
长三角通办窗口 = chang2 san1 jiao3 tong1 ban4 chuang1 kou3
南乐县 = nan2 le4 xian4
盖女士 = ge3 nv3 shi4
盖章窗口 = gai4 zhang1 chuang1 kou3
乐陵 = lao4 ling2
单县 = shan4 xian4
六安 = lu4 an1
厦门 = xia4 men2
重庆 = chong2 qing4
长沙 = chang2 sha1
台州 = tai1 zhou1
丽水 = li2 shui3
番禺 = pan1 yu2
会稽 = kuai4 ji1
莘县 = shen1 xian4
东阿 = dong1 e1
蚌埠 = beng4 bu4
铅山 = yan2 shan1
牟平 = mu4 ping2
曾女士 = zeng1 nv3 shi4
单先生 = shan4 xian1 sheng5
仇先生 = qiu2 xian1 sheng5
解女士 = xie4 nv3 shi4
区女士 = ou1 nv3 shi4
查先生 = zha1 xian1 sheng5
燕先生 = yan1 xian1 sheng5
盛先生 = sheng4 xian1 sheng5
翟女士 = zhai2 nv3 shi4
单于 = chan2 yu2
曾经 = ceng2 jing1
仇恨 = chou2 hen4
解放路 = jie3 fang4 lu4
解除合同 = jie3 chu2 he2 tong2
市区 = shi4 qu1
查询窗口 = cha2 xun2 chuang1 kou3
账单 = zhang4 dan1
重庆路 = chong2 qing4 lu4
朝阳路 = chao2 yang2 lu4
长春路 = chang2 chun1 lu4
西藏路 = xi1 zang4 lu4
行政服务 = xing2 zheng4 fu2 wu4
银行卡 = yin2 hang2 ka3
行业协会 = hang2 ye4 xie2 hui4
人行道 = ren2 xing2 dao4
重复取号 = chong2 fu4 qu3 hao4
数字证书 = shu4 zi4 zheng4 shu1
藏族 = zang4 zu2
还有空位 = hai2 you3 kong4 wei4
归还证件 = gui1 huan2 zheng4 jian4
发票 = fa1 piao4
王大夫 = wang2 dai4 fu5
相片 = xiang4 pian4
首都 = shou3 du1
现在 8:30 开始办理 = xian4 zai4 ba1 dian3 ban4 kai1 shi3 ban4 li3
下午 2:00 开门 = xia4 wu3 liang3 dian3 kai1 men2
12:05 = shi2 er4 dian3 ling2 wu3 fen1
还有 2 分钟下班 = hai2 you3 liang3 fen1 zhong1 xia4 ban1
办理时间 8:30-12:00 = ban4 li3 shi2 jian1 ba1 dian3 ban4 dao4 shi2 er4 dian3
8:30～12:00 = ba1 dian3 ban4 dao4 shi2 er4 dian3
13:30—17:00 = shi2 san1 dian3 ban4 dao4 shi2 qi1 dian3
3-5 个工作日 = san1 dao4 wu3 ge4 gong1 zuo4 ri4
1–2 个 = yi1 dao4 liang3 ge4
400-123-4567 = si4 ling2 ling2 yi1 er4 san1 si4 wu3 liu4 qi1
2026-11-26 = er4 ling2 er4 liu4 nian2 shi2 yi1 yue4 er4 shi2 liu4 ri4
2 个人 = liang3 ge4 ren2
第 2 窗口 = di4 er4 chuang1 kou3
请到３号窗口 = qing3 dao4 san1 hao4 chuang1 kou3
Ａ００１号 = ei1 ling2 ling2 yi1 hao4
８：３０～１２：００ = ba1 dian3 ban4 dao4 shi2 er4 dian3
满意率９８％ = man3 yi4 lv4 bai3 fen1 zhi1 jiu3 shi2 ba1
第②步 = di4 er4 bu4
12 号窗口 = shi2 er4 hao4 chuang1 kou3
请到 2 号窗口 = qing3 dao4 er4 hao4 chuang1 kou3
2026 年 11 月 26 日 = er4 ling2 er4 liu4 nian2 shi2 yi1 yue4 er4 shi2 liu4 ri4
电话 0536-1234567 = dian4 hua4 ling2 wu3 san1 liu4 yi1 er4 san1 si4 wu3 liu4 qi1
服务热线 12345 = fu2 wu4 re4 xian4 yi1 er4 san1 si4 wu3
A001 号请到 3 号窗口 = ei1 ling2 ling2 yi1 hao4 qing3 dao4 san1 hao4 chuang1 kou3
AB1026 号 = ei1 bi4 yi1 ling2 er4 liu4 hao4
满 100 件 = man3 yi4 bai3 jian4
满 200 件 = man3 er4 bai3 jian4
1010 元 = yi4 qian1 ling2 yi1 shi2 yuan2
2000 元 = er4 qian1 yuan2
1100 元 = yi4 qian1 yi4 bai3 yuan2
合格率 98% = he2 ge2 lv4 bai3 fen1 zhi1 jiu3 shi2 ba1
3.5 公里 = san1 dian3 wu3 gong1 li3
WiFi 密码 = da2 bu5 liu5 ai4 ai2 fu5 ai4 mi4 ma3
VIP = wei1 ai4 pi4
请稍等！谢谢。 = qing3 shao1 deng3. xie4 xie5
10 点，20 分 = shi2 dian3, er4 shi2 fen1
105 = yi4 bai3 ling2 wu3
110 = yi4 bai3 yi1 shi2
999 = jiu2 bai2 jiu3 shi2 jiu3
1001 = yi4 qian1 ling2 yi1
9999 = jiu3 qian1 jiu2 bai2 jiu3 shi2 jiu3
0 = ling2
00 = ling2 ling2
20000 = er4 ling2 ling2 ling2 ling2
"""
ROWS = [tuple(part.strip() for part in line.split("=")) for line in TABLE.strip().splitlines()]


def heard(text: str, how: Manner | None = None) -> str:
    utterance = spoken_text(text, "zh-CN", how)
    return pinyin(utterance.words, dict(utterance.exceptions)).rstrip(".")


@pytest.mark.parametrize(("text", "said"), ROWS, ids=[row[0] for row in ROWS])
def test_it_is_read_as_people_in_the_hall_read_it(text: str, said: str) -> None:
    assert heard(text) == said


def test_there_are_over_a_hundred_readings_here() -> None:
    assert len({text for text, _ in ROWS}) == len(ROWS) > 100


def test_a_readings_of_the_halls_own_wins_over_ours_and_over_the_dictionary() -> None:
    here = {"单县": "dan1 xian4", "柳河": "liu3 he5", "调解": "diao4 jie3"}
    how = Manner(exceptions=here)
    assert heard("单县", how) == "dan1 xian4"
    assert heard("柳河镇调解窗口", how) == "liu3 he5 zhen4 diao4 jie3 chuang1 kou3"


def test_the_longest_known_word_is_taken() -> None:
    assert syllables("长子", {"长": "chang2", "长子": "zhang3 zi3"}) == ["zhang3", "zi3"]


def test_only_the_halls_readings_that_a_sentence_needs_go_with_it() -> None:
    how = Manner(exceptions={"柳河": "liu3 he5", "东关": "dong1 guan5"})
    assert spoken_text("柳河镇 3 号", "zh-CN", how).exceptions == (("柳河", "liu3 he5"),)


def test_one_may_be_yao_in_telephone_numbers_and_tickets_but_not_where_it_counts() -> None:
    yao = Manner(one="yao")
    assert heard("A011", yao) == "ei1 ling2 yao1 yao1"
    assert heard("电话 12110", yao) == "dian4 hua4 yao1 er4 yao1 yao1 ling2"
    assert heard("11 号", yao) == "shi2 yi1 hao4"


def test_every_entry_of_our_table_is_pinyin_with_a_syllable_a_character() -> None:
    for hanzi, said in our_exceptions().items():
        found = said.split()
        assert len(found) == len(hanzi), hanzi
        assert all(SYLLABLE.fullmatch(one) for one in found), (hanzi, said)


def test_the_words_of_every_call_are_known_without_the_dictionary(monkeypatch: pytest.MonkeyPatch) -> None:
    from queue_server.domain.wording import TEMPLATE, Call, spoken_call

    monkeypatch.setattr("queue_server.voice.reading._dictionary", lambda hanzi: ["?"] if hanzi else [])
    said = pinyin(spoken_call(TEMPLATE, Call("Z999", "999")).words)
    assert said == "qing3 zei4 jiu3 jiu3 jiu3 hao4, dao4 jiu2 bai2 jiu3 shi2 jiu3 hao4 chuang1 kou3."
