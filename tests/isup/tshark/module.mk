# The messages that are compared with tshark: corpus.cpp writes them, ./run compares.
tshark_corpus_SOURCES := tests/isup/tshark/corpus.cpp tests/isup/tshark/samples.cpp
LOOSE_SOURCES += $(tshark_corpus_SOURCES)
TSHARK_CORPUS := $(O)/tests/isup_tshark_corpus
$(TSHARK_CORPUS): $(call objects,$(tshark_corpus_SOURCES)) $(call archives,isup sipi base)
	@mkdir -p $(@D)
	@echo "  LINK  $@"
	@$(LINK) -o $@ $(call objects,$(tshark_corpus_SOURCES)) -Wl,--start-group $(call archives,isup sipi base) -Wl,--end-group \
	    $(sort $(call libraries,isup sipi base))
