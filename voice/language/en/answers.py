"""English words of agreement and refusal."""

from voice.language.answers import Answers, AnswerWords

ANSWERS = Answers(
    AnswerWords(
        fillers=frozenset("uh um er erm hm hmm so oh ah".split()),
        yes=frozenset(
            """
            yes yeah yep yup yea sure certainly okay ok alright correct right exactly absolutely definitely fine perfect
            great lovely brilliant indeed excellent wonderful good agreed true thats
            """.split()
        ),
        leading_yes=frozenset(
            "yes yeah yep yup yea sure okay ok alright correct exactly absolutely indeed certainly definitely".split()
        ),
        neutral=frozenset(
            """
            thats that it is it's its very all please thank you thanks do we me with for the a i id ill take like just really
            would be so too and then of course now book this one works
            """.split()
        ),
        yes_phrases=(
            r"why not|no problem|no worries|of course|by all means|go ahead|please do|sounds (good|great|fine)|(that )?works( for me)?|"
            r"that would be (great|lovely|fine|good)|ill take (it|that)|i do|book it|thats (fine|right|correct|good|great|all right)|"
            r"all right|all good|suits me|do that|it is|i would"
        ),
        no=frozenset("no nope nah never wrong incorrect negative".split()),
        no_phrases=(
            r"not|no way|dont|doesnt|isnt|cant|cannot|wont|wasnt|didnt|neither|nothing|none"
        ),
        unsure=(
            r"(dont|do not) know|maybe|perhaps|not (really |quite |so )?sure|let me (see|think|check)|have to (think|check|ask)|possibly|"
            r"i (guess|suppose|think)|yes and no|yes no|depends|no idea|hard to say|probably|might|well see|yes but|yeah but|"
            r"have to check|id have to|cant say"
        ),
        but=frozenset("but only except however instead rather".split()),
        alone=frozenset({"please", "good", "thats good", "all good", "that one", "that works"}),
        dismissing=frozenset({"thanks", "thank"}),
    )
)
parse_answer = ANSWERS.parse
dismisses = ANSWERS.dismisses
